using System.Text.Json.Serialization;

namespace Bench.Model.Results;

/// <summary>How an iteration that several VMs ran at once was started. Stamps are nanoseconds of monotonic clocks.</summary>
public sealed record BarrierFacts
{
    /// <summary>Number of the decision that started it.</summary>
    public required int GoDecision { get; init; }

    /// <summary>The VMs that it was started on.</summary>
    public required IReadOnlyList<string> Participants { get; init; }

    /// <summary>How the worker learned of it.</summary>
    public required StartSignalKind Signal { get; init; }

    /// <summary>
    /// Whether the work's processes were started before and only waited for it; then the start is when they were let go.
    /// Absent in records of older versions, whose work was started after it.
    /// </summary>
    public bool? Held { get; init; }

    /// <summary>When the worker learned of it, on its host's clock.</summary>
    public required long GoReceivedNanoseconds { get; init; }

    /// <summary>When it let the measured work begin.</summary>
    public required long StartedNanoseconds { get; init; }

    /// <summary>When that had ended; absent where it was cut off.</summary>
    public long? EndedNanoseconds { get; init; }

    /// <summary>From the receipt of the go to the start.</summary>
    public required double AfterGoSeconds { get; init; }

    /// <summary>
    /// Messages to the coordinator and its replies, which bound what lies between the clocks of the two; none where it
    /// gave no stamps.
    /// </summary>
    public required IReadOnlyList<ClockStamps> Exchanges { get; init; }
}

/// <summary>How a start signal arrived.</summary>
public enum StartSignalKind
{
    /// <summary>The worker looked for the decision again and again.</summary>
    [JsonStringEnumMemberName("bucket")]
    Bucket,

    /// <summary>The coordinator told it over the live channel.</summary>
    [JsonStringEnumMemberName("channel")]
    Channel,
}

/// <summary>One message of a worker to the coordinator with its reply.</summary>
public sealed record ClockStamps
{
    /// <summary>Before the worker sent it, on the worker's clock.</summary>
    public required long SentNanoseconds { get; init; }

    /// <summary>After the coordinator had it, on the coordinator's clock.</summary>
    public required long CoordinatorReceivedNanoseconds { get; init; }

    /// <summary>Before the coordinator replied, on the coordinator's clock.</summary>
    public required long CoordinatorSentNanoseconds { get; init; }

    /// <summary>After the worker had the reply, on the worker's clock.</summary>
    public required long ReceivedNanoseconds { get; init; }
}
