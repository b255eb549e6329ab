namespace Bench.Protocol.Liveness;

/// <summary>What polls say of the VMs' lives.</summary>
public sealed record LivenessView
{
    /// <summary>Before the first poll.</summary>
    public static LivenessView Unknown { get; } =
        new()
        {
            Living = new HashSet<string>(),
            Lost = new Dictionary<string, string>(),
            Silent = new HashSet<string>(),
        };

    /// <summary>VMs that this coordinator has seen to live less than a lease ago.</summary>
    public required IReadOnlySet<string> Living { get; init; }

    /// <summary>VMs that count as lost, with the reason in words.</summary>
    public required IReadOnlyDictionary<string, string> Lost { get; init; }

    /// <summary>VMs that would count as lost but for the suspicion.</summary>
    public required IReadOnlySet<string> Silent { get; init; }

    /// <summary>Why silent VMs are not taken for lost, in words; null when they are.</summary>
    public string? Suspicion { get; init; }

    /// <summary>
    /// When the next look is needed for some VM to be told silent in time, as a timestamp, which may be past; null when
    /// none is waited for.
    /// </summary>
    public long? NextDue { get; init; }
}
