using Bench.Coordinator.Security;
using Bench.Rpc.Server;

namespace Bench.Coordinator.Serving;

/// <summary>Where and for whom a coordinator serves.</summary>
public sealed record ServeOptions
{
    public required ListenAddress Listen { get; init; }

    /// <summary>Present where <see cref="Listen"/> is encrypted.</summary>
    public RpcServerTls? Tls { get; init; }
    public required OperatorTokens Operators { get; init; }
    public required WorkerTokens Workers { get; init; }

    /// <summary>Whether the server starts with its first connection: until then only its port is open.</summary>
    public bool Lazy { get; init; }
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
