using Bench.Host.Counters;
using Bench.Host.Sampling;
using Bench.Model.Progress;

namespace Bench.Worker.Heartbeats;

/// <summary>What the worker measured last and its host uses now, for people who watch. Safe for several threads.</summary>
public sealed class LiveBoard(TimeProvider time)
{
    /// <summary>What was used longer ago than this says nothing of now.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private IterationFigures? _measured;
    private IterationFigures? _committed;
    private ResourceFigures? _resources;
    private long _sampledAt;

    /// <summary>What an iteration measured that is not committed yet; null when it has no figures.</summary>
    public void Measured(IterationFigures? figures)
    {
        lock (_gate)
        {
            _measured = figures;
        }
    }

    /// <summary>The iteration that was measured last is committed.</summary>
    public void Committed()
    {
        lock (_gate)
        {
            _committed = _measured ?? _committed;
            _measured = null;
        }
    }

    /// <summary>Two snapshots of the host's counters, the later one just taken.</summary>
    public void Sampled(HostCounters from, HostCounters to)
    {
        var used = ResourceDerivation.Derive(new ResourceSamples(from, to, []));
        var figures = new ResourceFigures
        {
            CpuFraction = Math.Round((used.CpuPercent.Average ?? 0) / 100, 3),
            MemoryUsedBytes = to.Memory.UsedBytes,
            DiskReadBytesPerSecond = Rate(used.DiskReadBytesPerSecond),
            DiskWriteBytesPerSecond = Rate(used.DiskWrittenBytesPerSecond),
            NetworkReceivedBytesPerSecond = Rate(used.NetworkReceivedBytesPerSecond),
            NetworkTransmittedBytesPerSecond = Rate(used.NetworkTransmittedBytesPerSecond),
        };
        lock (_gate)
        {
            _resources = figures;
            _sampledAt = time.GetTimestamp();
        }
    }

    /// <summary>What there is to show; null when there is nothing.</summary>
    public LiveFigures? Now()
    {
        lock (_gate)
        {
            var resources = time.GetElapsedTime(_sampledAt) <= Fresh ? _resources : null;
            return _committed is null && resources is null
                ? null
                : new LiveFigures { Iteration = _committed, Resources = resources };
        }
    }

    private static double Rate(AverageAndPeak rate) => Math.Round(rate.Average ?? 0);
}
