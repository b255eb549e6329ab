using Bench.Rpc.Metadata;

namespace Bench.Rpc.Client;

/// <summary>What differs from call to call.</summary>
public sealed record RpcCallOptions
{
    public static readonly RpcCallOptions Default = new();

    public RpcMetadata Headers { get; init; } = RpcMetadata.Empty;

    /// <summary>Sent as <c>authorization: Bearer …</c>; refused over plain HTTP to another machine.</summary>
    public string? BearerToken { get; init; }

    /// <summary>The call ends with DEADLINE_EXCEEDED after this time, on both sides; null for no deadline.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Another limit than the channel's; null for the channel's.</summary>
    public int? MaxReceiveBytes { get; init; }

    /// <summary>Receives the response's headers and trailers, for who wants them.</summary>
    public RpcCallFacts? Facts { get; init; }

    // Kept out of what a log may print.
    public override string ToString() =>
        $"{nameof(RpcCallOptions)} {{ {nameof(Timeout)} = {Timeout} }}";
}

/// <summary>What a response says beside its messages; filled while the call goes on.</summary>
public sealed class RpcCallFacts
{
    /// <summary>Null until the response's headers are here.</summary>
    public RpcMetadata? Headers { get; internal set; }

    /// <summary>Null until the call has ended.</summary>
    public RpcMetadata? Trailers { get; internal set; }
}
