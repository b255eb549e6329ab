using Grpc.Core;

namespace Bench.Rpc.Server;

/// <summary>Limits and seams of a server.</summary>
public sealed record RpcServerOptions
{
    /// <summary>Asked before each call of a service that is not open to all.</summary>
    public IRpcAuthenticator Authenticator { get; init; } = AnonymousCallers.Instance;

    /// <summary>What an exception of a handler is to callers; null for a defect, of which they learn nothing.</summary>
    public Func<Exception, RpcException?> Explain { get; init; } = _ => null;

    /// <summary>Bytes of a request message, on the wire and decompressed.</summary>
    public int MaxReceiveBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>Bytes of a response message; null for no limit.</summary>
    public int? MaxSendBytes { get; init; }

    /// <summary>Whether responses are compressed for clients that accept gzip.</summary>
    public bool CompressResponses { get; init; }

    /// <summary>Calls being served at a time, over all connections; more are refused with RESOURCE_EXHAUSTED.</summary>
    public int MaxConcurrentCalls { get; init; } = 50_000;

    /// <summary>How long calls may go on once the server begins to stop; then they end with UNAVAILABLE.</summary>
    public TimeSpan DrainTime { get; init; } = TimeSpan.FromSeconds(1);

    public TimeProvider Time { get; init; } = TimeProvider.System;
}
