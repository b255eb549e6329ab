using Bench.Host.Counters;
using Bench.Host.Sampling;

namespace Bench.Host.Tests.Sampling;

internal sealed class ResourceDerivationTests
{
    private static ResourceSummary Derive(params HostCounters[] all) =>
        ResourceDerivation.Derive(new ResourceSamples(all[0], all[^1], all[1..^1]));

    /// <summary>Regression: sampler (interval assumed).</summary>
    [Test]
    public void Rates_are_of_the_real_time_between_snapshots()
    {
        var summary = Derive(
            Snapshots.At(10, received: 1000),
            Snapshots.At(11, received: 2000),
            Snapshots.At(13.5, received: 12000),
            Snapshots.At(14.5, received: 13000)
        );
        summary.ElapsedSeconds.ShouldBe(4.5);
        var rate = summary.NetworkReceivedBytesPerSecond;
        rate.Average.ShouldBe(12000 / 4.5);
        rate.Peak.ShouldBe(new Peak(4000, 1, 2.5));
        summary.NetworkTransmittedBytesPerSecond.Peak!.Value.ShouldBe(8000);
        summary.DiskReadBytesPerSecond.Average!.Value.ShouldBe(8000);
        summary.DiskWrittenBytesPerSecond.Peak!.Value.ShouldBe(16000);
    }

    /// <summary>Regression: sampler (first sample 0): counters since boot are no rate, and no zero is averaged in.</summary>
    [Test]
    public void Averages_come_from_both_ends_and_nothing_else()
    {
        var summary = Derive(
            Snapshots.At(0, busy: 900_000, idle: 100_000),
            Snapshots.At(1, busy: 900_100, idle: 100_300),
            Snapshots.At(2, busy: 900_500, idle: 100_300)
        );
        summary.CpuPercent.Average.ShouldBe(100d * 500 / 800);
        summary.CpuPercent.Peak.ShouldBe(new Peak(100, 1, 1));
        summary.CpuCores.Average.ShouldBe(2.5);
        summary.CpuCores.Peak!.Value.ShouldBe(4);
        summary.StolenPercent.Average.ShouldBe(0);
        summary.SelfCpuCores.Average.ShouldBe(0.25);
    }

    [Test]
    public void A_short_span_has_an_average_and_one_interval()
    {
        var summary = Derive(Snapshots.At(5), Snapshots.At(5.2, busy: 20, idle: 60, received: 100));
        summary.NetworkReceivedBytesPerSecond.Average!.Value.ShouldBe(500, 1e-9);
        summary.CpuPercent.Peak!.Value.ShouldBe(25, 1e-9);
        summary.CpuPercent.Peak!.IntervalSeconds.ShouldBe(0.2);
    }

    [Test]
    public void A_sliver_at_the_end_is_no_peak_of_its_own()
    {
        var summary = Derive(
            Snapshots.At(0),
            Snapshots.At(1, received: 100),
            Snapshots.At(2, received: 200),
            Snapshots.At(2.01, received: 300)
        );
        var peak = summary.NetworkReceivedBytesPerSecond.Peak.ShouldNotBeNull();
        peak.StartSeconds.ShouldBe(1);
        peak.IntervalSeconds.ShouldBe(1.01);
        peak.Value.ShouldBe(200 / 1.01, 1e-9);
    }

    [Test]
    public void Levels_are_averaged_over_time()
    {
        var summary = Derive(
            Snapshots.At(0, used: 100),
            Snapshots.At(1, used: 100),
            Snapshots.At(2, used: 300),
            Snapshots.At(10, used: 300)
        );
        summary.MemoryUsedBytes.Average.ShouldBe((100 + 200 + (8 * 300)) / 10d);
        summary.MemoryUsedBytes.Peak.ShouldBe(new Peak(300, 1, 1));
        summary.PageCacheBytes.Peak!.Value.ShouldBe(150);
    }

    [Test]
    public void What_was_not_counted_is_null_and_not_zero()
    {
        var still = Derive(Snapshots.At(1), Snapshots.At(1));
        still.CpuPercent.ShouldBe(new AverageAndPeak(Average: null, Peak: null));
        still.NetworkReceivedBytesPerSecond.Average.ShouldBeNull();
        still.WatchedCpuCores.Average.ShouldBeNull();
        still.WatchedResidentBytes.ShouldBe(new AverageAndPeak(Average: null, Peak: null));

        var fell = Derive(Snapshots.At(1, received: 10), Snapshots.At(2, received: 5));
        fell.NetworkReceivedBytesPerSecond.ShouldBe(new AverageAndPeak(Average: null, Peak: null));
    }

    [Test]
    public void Watched_processes_have_cores_and_memory()
    {
        var summary = Derive(
            Snapshots.At(0, watched: new ProcessCounters(2, 100, 1000)),
            Snapshots.At(2, watched: new ProcessCounters(2, 400, 3000))
        );
        summary.WatchedCpuCores.Average.ShouldBe(1.5);
        summary.WatchedResidentBytes.ShouldBe(new AverageAndPeak(2000, new Peak(3000, 0, 2)));
    }

    [FsCheck.NUnit.Property]
    public void A_peak_is_never_below_the_average(FsCheck.PositiveInt[] steps)
    {
        var received = 0L;
        HostCounters[] all =
        [
            Snapshots.At(0),
            .. steps.Select(
                (step, i) => Snapshots.At((i + 1) * 0.7, received: received += step.Get)
            ),
            Snapshots.At((steps.Length * 0.7) + 0.2, received: received + 1),
        ];
        var rate = Derive(all).NetworkReceivedBytesPerSecond;
        rate.Peak.ShouldNotBeNull()
            .Value.ShouldBeGreaterThanOrEqualTo(rate.Average!.Value * (1 - 1e-9));
    }
}
