using Bench.Rpc.Compression;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;

namespace Bench.Rpc.Client;

/// <summary>
/// Calls to one server. Connections are made as calls need them and shared by them; a lost one fails its calls with
/// UNAVAILABLE and the next call makes a new one. Calling again is up to the caller.
/// </summary>
public sealed class RpcChannel : IDisposable
{
    private readonly GrpcChannel _channel;

    /// <param name="address"><c>https://host:port</c>, or <c>http://host:port</c> for HTTP/2 without TLS.</param>
    public RpcChannel(Uri address, RpcChannelOptions? options = null)
    {
        if (address.Scheme is not ("http" or "https") || address.AbsolutePath is not "/")
        {
            throw new ArgumentException(
                $"'{address}' is no address of a server; use https://HOST:PORT or http://HOST:PORT",
                nameof(address)
            );
        }
        Address = address;
        options ??= new RpcChannelOptions();
        _channel = GrpcChannel.ForAddress(
            address,
            new GrpcChannelOptions
            {
                HttpHandler = ChannelHandler.Create(options),
                DisposeHttpClient = true,
                MaxReceiveMessageSize = options.MaxReceiveBytes,
                MaxSendMessageSize = null,
                CompressionProviders = [new BoundedGzip(options.MaxReceiveBytes)],
            }
        );
    }

    public Uri Address { get; }

    /// <summary>Calls without a token.</summary>
    public CallInvoker Anonymous => _channel.CreateCallInvoker();

    /// <summary>Calls that show a token.</summary>
    /// <exception cref="InvalidOperationException">It would go over plain HTTP to another machine.</exception>
    public CallInvoker As(string token)
    {
        if (Address.Scheme is not "https" && !Address.IsLoopback)
        {
            throw new InvalidOperationException(
                $"A token does not go to {Address} over plain HTTP; use https."
            );
        }
        return _channel.Intercept(metadata =>
        {
            metadata.Add("authorization", $"Bearer {token}");
            return metadata;
        });
    }

    /// <summary>Ends all calls.</summary>
    public void Dispose() => _channel.Dispose();
}
