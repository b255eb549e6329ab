namespace Bench.Testing.Gcs.Faults;

/// <summary>What goes wrong with a request.</summary>
public enum FaultKind
{
    /// <summary>429 with Retry-After; nothing is done.</summary>
    Throttled,

    /// <summary>503 with Retry-After; nothing is done.</summary>
    Unavailable,

    /// <summary>No answer until the client leaves; nothing is done.</summary>
    Hang,

    /// <summary>The connection breaks in the middle of an object's bytes.</summary>
    CutDownload,

    /// <summary>The connection breaks in the middle of the request; a resumable upload keeps what came.</summary>
    CutUpload,

    /// <summary>The change is made, and the connection breaks before the answer.</summary>
    LostReply,
}

/// <summary>Which requests fail, and how.</summary>
public sealed record FaultPlan
{
    public required int Seed { get; init; }

    /// <summary>How many of the requests fail, from 0 to 1.</summary>
    public required double Share { get; init; }

    /// <summary>After so many faults none follows.</summary>
    public required int AtMost { get; init; }

    /// <summary>So many of them hang at most, because each of those takes a client's whole time-out.</summary>
    public int HangsAtMost { get; init; } = int.MaxValue;

    /// <summary>One of those that can happen to the request is drawn.</summary>
    public required IReadOnlyList<FaultKind> Kinds { get; init; }

    /// <summary>Null for requests of all kinds.</summary>
    public RequestKind? Only { get; init; }

    /// <summary>In whole seconds.</summary>
    public int RetryAfterSeconds { get; init; } = 1;

    /// <summary>The first request of a kind fails in one way.</summary>
    public static FaultPlan Once(FaultKind kind, RequestKind only) =>
        new()
        {
            Seed = 0,
            Share = 1,
            AtMost = 1,
            Kinds = [kind],
            Only = only,
        };
}
