using Bench.Model.Decisions;
using Bench.Model.Json;

namespace Bench.Model.Leading;

/// <summary>
/// <c>leading.json</c>: a sign of life of the coordinator that leads, overwritten by it at most three times a lease.
/// Nothing is decided from it but when another coordinator tries to lead; who leads is in the decision log.
/// </summary>
public sealed record LeadingRecord : Document
{
    public required CoordinatorIdentity Coordinator { get; init; }

    /// <summary>Grows with each write.</summary>
    public required long Sequence { get; init; }

    /// <summary>For how long the run was led so far, by all its coordinators: what <c>--timeout</c> is held against.</summary>
    public required double LedSeconds { get; init; }

    /// <summary>For people; nothing is decided from it.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>It leads no more and left on its own: another one need not wait.</summary>
    public bool Left { get; init; }

    /// <summary>Why the run cannot go on at the moment, in words; absent while it can.</summary>
    public string? Waiting { get; init; }
}
