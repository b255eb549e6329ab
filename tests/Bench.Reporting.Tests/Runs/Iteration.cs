using Bench.Model.Results;
using Bench.Model.Samples;

namespace Bench.Reporting.Tests.Runs;

/// <summary>One iteration to commit.</summary>
internal sealed record Iteration(byte[]? Fio)
{
    public Failure? Failure { get; init; }

    /// <summary>The summary of a hub.</summary>
    public byte[]? Hub { get; init; }

    /// <summary>Above 1 for one that was run again.</summary>
    public int Attempt { get; init; } = 1;

    public BarrierFacts? Barrier { get; init; }

    /// <summary>Bandwidth logs, one a job.</summary>
    public IReadOnlyList<byte[]> Logs { get; init; } = [];

    public IReadOnlyList<PhaseSpan> Phases { get; init; } =
    [
        Span("mount", 0, 0.25),
        Span("prepare", 0.25, 0.5),
        Span("cache", 0.75, 0.25),
        Span("measure", 1, 4) with
        {
            Phases = [Span("fio", 0, 3.75)],
        },
        Span("collect", 5, 0.125),
        Span("unmount", 5.125, 0.125),
    ];

    /// <summary>Two seconds, the second twice as busy as the first.</summary>
    public IReadOnlyList<ResourceSample> Samples { get; init; } =
    [Sample(0, 0, 100), Sample(1, 2, 200), Sample(2, 6, 300)];

    public static Iteration Failed(
        string kind,
        string phase,
        string reason,
        byte[]? partialOutput = null
    ) =>
        new(partialOutput)
        {
            Failure = new Failure
            {
                Kind = kind,
                Phase = phase,
                Reason = reason,
                ExitCode = 1,
            },
        };

    public static PhaseSpan Span(string name, double start, double seconds) =>
        new()
        {
            Name = name,
            StartSeconds = start,
            DurationSeconds = seconds,
        };

    public static ResourceSample Sample(double seconds, double busy, long megabytes) =>
        new()
        {
            Seconds = seconds,
            CpuBusySeconds = busy,
            CpuTotalSeconds = seconds * 16,
            MemoryUsedBytes = megabytes * 1_000_000,
            PageCacheBytes = 2_000_000_000,
            NetworkReceivedBytes = (long)(busy * 10_000_000),
            NetworkSentBytes = (long)(seconds * 1_000_000),
            DiskReadBytes = 0,
            DiskWrittenBytes = (long)(seconds * 5_000_000),
            WorkerCpuSeconds = seconds * 0.01,
        };
}
