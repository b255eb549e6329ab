using System.IO.Pipelines;
using Bench.Rpc.Contract;
using Bench.Rpc.Framing;
using Bench.Rpc.Statuses;
using Google.Protobuf;

namespace Bench.Rpc.Client.Calls;

/// <summary>One call of any kind, from its headers to its status. One reader at a time.</summary>
internal sealed class ClientCall<TRequest, TResponse> : IAsyncDisposable
    where TRequest : class, IMessage<TRequest>
    where TResponse : class, IMessage<TResponse>
{
    private readonly RpcMethod<TRequest, TResponse> _method;
    private readonly RpcChannelOptions _channel;
    private readonly RpcCallOptions _options;
    private readonly Uri _address;
    private readonly RequestContent _requests;
    private readonly ClientLifetime _lifetime;
    private readonly Task<HttpResponseMessage> _response;
    private MessageReader<TResponse>? _reader;
    private CallEnd? _end;
    private bool _isDisposed;

    public ClientCall(
        HttpMessageInvoker invoker,
        Uri address,
        RpcMethod<TRequest, TResponse> method,
        TRequest? request,
        RpcCallOptions options,
        RpcChannelOptions channel,
        CancellationToken cancel
    )
    {
        (_method, _channel, _options, _address) = (method, channel, options, address);
        var message = CallHeaders.Request(address, method, options, channel.CompressRequests);
        _requests = new RequestContent(channel.CompressRequests, channel.MaxSendBytes, request);
        message.Content = _requests;
        _lifetime = new ClientLifetime(options.Timeout, channel.Time, cancel);
        _response = invoker.SendAsync(message, _lifetime.Token);
    }

    /// <exception cref="RpcException">The call has ended, or the message is too large.</exception>
    public async ValueTask WriteAsync(TRequest request)
    {
        try
        {
            // Without a connection the body never opens: the response's failure says why.
            if (await Task.WhenAny(_requests.Open, _response) == _response)
            {
                await _response;
            }
            await _requests.WriteAsync(request, _lifetime.Token);
        }
        catch (Exception e) when (IsEnd(e))
        {
            throw await EndOf(e);
        }
    }

    public void CompleteRequests() => _requests.Complete();

    /// <returns>Null when the call has ended OK.</returns>
    /// <exception cref="RpcException">The call has ended other than OK.</exception>
    public async ValueTask<TResponse?> ReadAsync()
    {
        try
        {
            _reader ??= await OpenAsync();
            if (_end is null && await _reader.ReadAsync(_lifetime.Token) is { } message)
            {
                return message;
            }
            Finish(_end ?? ResponseHead.ReadTrailers(await _response));
            return null;
        }
        catch (Exception e) when (IsEnd(e))
        {
            throw _lifetime.Reason ?? TransportErrors.ToRpc(e, _address);
        }
    }

    /// <summary>The only response of a call.</summary>
    public async ValueTask<TResponse> SingleAsync()
    {
        var response =
            await ReadAsync()
            ?? throw new RpcException(
                RpcStatusCode.Internal,
                "the server ended the call without a response"
            );
        return await ReadAsync() is null
            ? response
            : throw new RpcException(
                RpcStatusCode.Internal,
                "the server sent more than one response"
            );
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, true))
        {
            return;
        }
        _requests.Complete();
        if (_end is null)
        {
            await _lifetime.CancelAsync();
        }
        try
        {
            (await _response).Dispose();
        }
        catch (Exception e) when (IsEnd(e) || e is OperationCanceledException)
        {
            // There is no response to let go of; who reads has been told.
        }
        _lifetime.Dispose();
    }

    private async Task<MessageReader<TResponse>> OpenAsync()
    {
        var response = await _response;
        _end = ResponseHead.Read(response);
        if (_options.Facts is { } facts)
        {
            facts.Headers = ResponseHead.Metadata(response.Headers);
        }
        var body = PipeReader.Create(
            await response.Content.ReadAsStreamAsync(_lifetime.Token),
            new StreamPipeReaderOptions(useZeroByteReads: true)
        );
        return new(
            body,
            _method.ResponseParser,
            ResponseHead.IsGzip(response),
            _options.MaxReceiveBytes ?? _channel.MaxReceiveBytes
        );
    }

    private void Finish(CallEnd end)
    {
        _end = end;
        if (_options.Facts is { } facts)
        {
            facts.Trailers = end.Trailers;
        }
        if (end.Error is { } error)
        {
            throw error;
        }
    }

    private static bool IsEnd(Exception error) =>
        TransportErrors.IsTransport(error) || error is OperationCanceledException;

    /// <summary>Why nothing more can be written, as well as it is known here.</summary>
    private async ValueTask<Exception> EndOf(Exception error)
    {
        if (_lifetime.Reason is { } reason)
        {
            return reason;
        }
        try
        {
            var head = _end ?? ResponseHead.Read(await _response);
            return head?.Error ?? Ended(error);
        }
        catch (RpcException e)
        {
            return e;
        }
        catch (Exception e) when (IsEnd(e))
        {
            return TransportErrors.ToRpc(e, _address);
        }
    }

    private static RpcException Ended(Exception error) =>
        new(
            RpcStatusCode.Unavailable,
            "the server has ended the call; its status comes after the responses",
            [],
            inner: error
        );
}
