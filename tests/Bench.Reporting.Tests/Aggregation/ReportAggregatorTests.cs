using Bench.Model.Results;
using Bench.Model.Runs;
using Bench.Model.Samples;
using Bench.Model.Sealing;
using Bench.Reporting.Aggregation;
using Bench.Reporting.Model;
using Bench.Reporting.Tests.Runs;

namespace Bench.Reporting.Tests.Aggregation;

[TestFixture]
public sealed class ReportAggregatorTests
{
    [Test]
    public async Task OneJobAndOneIterationGiveFiosOwnFigures()
    {
        var fio = FioFiles.Recorded("read-1");
        var raw = RawFigures.Direction(fio, "read");
        var clat = raw.GetProperty("clat_ns");

        var entry = (
            await AggregateAsync(OneEntry(new Iteration(fio)))
        ).Entries.ShouldHaveSingleItem();

        entry.Status.ShouldBe(EntryStatus.Ok);
        entry.Write.ShouldBeNull();
        var read = entry.Read.ShouldNotBeNull();
        read.BwBytesPerSecond.Values.ShouldBe([raw.GetProperty("bw_bytes").GetDouble()]);
        read.Iops.Median.ShouldBe(raw.GetProperty("iops").GetDouble());
        var latency = read.ClatNs.ShouldNotBeNull();
        latency.Count.ShouldBe(clat.GetProperty("N").GetInt64());
        latency.Mean.ShouldBe(clat.GetProperty("mean").GetDouble());
        latency.Stddev.ShouldBe(clat.GetProperty("stddev").GetDouble(), 1e-6);
        latency.Min.ShouldBe(clat.GetProperty("min").GetDouble());
        latency.Max.ShouldBe(clat.GetProperty("max").GetDouble());
        var percentiles = clat.GetProperty("percentile");
        latency.P50.ShouldBe(percentiles.GetProperty("50.000000").GetInt64());
        latency.P90.ShouldBe(percentiles.GetProperty("90.000000").GetInt64());
        latency.P95.ShouldBe(percentiles.GetProperty("95.000000").GetInt64());
        latency.P99.ShouldBe(percentiles.GetProperty("99.000000").GetInt64());
        // 4,096 samples leave 4 beyond p99.9: chance, not a figure.
        latency.P999.ShouldBeNull();
    }

    [Test]
    public async Task IterationsAreMergedAndNeverAveraged()
    {
        byte[][] files = [FioFiles.Recorded("read-1"), FioFiles.Recorded("read-2")];
        var directions = files.Select(f => RawFigures.Direction(f, "read")).ToList();
        var pooled = RawFigures.Samples(directions);

        var run = OneEntry([.. files.Select(f => new Iteration(f))]);
        var read = (await AggregateAsync(run)).Entries[0].Read.ShouldNotBeNull();

        var bandwidths = directions.Select(d => d.GetProperty("bw_bytes").GetDouble()).ToList();
        read.BwBytesPerSecond.Values.ShouldBe(bandwidths);
        read.BwBytesPerSecond.Median.ShouldBe(bandwidths.Average());
        read.BwBytesPerSecond.Min.ShouldBe(bandwidths.Min());
        read.BwBytesPerSecond.Max.ShouldBe(bandwidths.Max());
        read.BwBytesPerSecond.Interval.ShouldBeNull();
        read.BwBytesPerSecond.NoInterval.ShouldBe("too_few_iterations");
        var clat = read.ClatNs.ShouldNotBeNull();
        clat.Count.ShouldBe(pooled.Length);
        clat.P50.ShouldBe(RawFigures.NearestRank(pooled, 0.5));
        clat.P99.ShouldBe(RawFigures.NearestRank(pooled, 0.99));
        var p99 = directions
            .Select(d => RawFigures.NearestRank(RawFigures.Samples([d]), 0.99))
            .ToList();
        clat.P99Range.ShouldBe(new QuantileRange(p99.Min(), p99.Max(), 2));
        var means = directions.Select(d =>
            d.GetProperty("clat_ns").GetProperty("mean").GetDouble()
        );
        clat.Mean.ShouldBe(means.Average(), 1e-6);
    }

    [Test]
    public async Task ConcurrentJobsAreBytesOverTheLongestRunTime()
    {
        var fio = FioFiles.Recorded("jobs-3");
        var jobs = RawFigures.Jobs(fio, "read");
        var seconds = jobs.Max(j => j.GetProperty("runtime").GetInt64()) / 1000.0;

        var read = (await AggregateAsync(OneEntry(new Iteration(fio))))
            .Entries[0]
            .Read.ShouldNotBeNull();

        read.BwBytesPerSecond.Median.ShouldBe(
            jobs.Sum(j => j.GetProperty("io_bytes").GetInt64()) / seconds,
            1
        );
        read.Iops.Median.ShouldBe(
            jobs.Sum(j => j.GetProperty("total_ios").GetInt64()) / seconds,
            0.01
        );
        read.ClatNs!.P99.ShouldBe(RawFigures.NearestRank(RawFigures.Samples(jobs), 0.99));
        read.ClatNs.Max.ShouldBe(
            jobs.Max(j => j.GetProperty("clat_ns").GetProperty("max").GetDouble())
        );
    }

    [Test]
    public async Task StonewallGroupsAreSeparateAndNeverSummed()
    {
        var fio = FioFiles.Recorded("stonewall");

        var entry = (await AggregateAsync(OneEntry(new Iteration(fio)))).Entries[0];

        entry.Read.ShouldBeNull();
        entry.Write.ShouldBeNull();
        var groups = entry.Groups.ShouldNotBeNull();
        groups.Select(g => g.Group).ShouldBe([0, 1]);
        groups[0].Jobs.ShouldBe(["seqwrite"]);
        groups[0].Read.ShouldBeNull();
        groups[0]
            .Write!.BwBytesPerSecond.Median.ShouldBe(
                RawFigures.Direction(fio, "write", 0).GetProperty("bw_bytes").GetDouble()
            );
        groups[1]
            .Read!.BwBytesPerSecond.Median.ShouldBe(
                RawFigures.Direction(fio, "read", 1).GetProperty("bw_bytes").GetDouble()
            );
        entry.Iterations[0].Groups.ShouldNotBeNull().Count.ShouldBe(2);
    }

    [Test]
    public async Task DirectionsAndSyncStandApart()
    {
        var fio = FioFiles.Recorded("randrw-fsync");

        var entry = (await AggregateAsync(OneEntry(new Iteration(fio)))).Entries[0];

        entry.Read!.ClatNs!.Count.ShouldBe(
            RawFigures.Direction(fio, "read").GetProperty("clat_ns").GetProperty("N").GetInt64()
        );
        entry.Write!.ClatNs!.Count.ShouldBe(
            RawFigures.Direction(fio, "write").GetProperty("clat_ns").GetProperty("N").GetInt64()
        );
        var sync = RawFigures.Direction(fio, "sync").GetProperty("lat_ns");
        entry.SyncLatNs.ShouldNotBeNull().Count.ShouldBe(sync.GetProperty("N").GetInt64());
        entry.SyncLatNs.Mean.ShouldBe(sync.GetProperty("mean").GetDouble());
    }

    [Test]
    public async Task SixIterationsGiveAnIntervalThatIsTheSameEveryTime()
    {
        var iterations = Enumerable
            .Range(1, 6)
            .Select(i => new Iteration(
                FioFiles.Of("read", [1000, 2000], runtimeMilliseconds: 100 + i)
            ))
            .ToArray();

        var first = (await AggregateAsync(OneEntry(iterations))).Entries[0].Read!.BwBytesPerSecond;
        var second = (await AggregateAsync(OneEntry(iterations))).Entries[0].Read!.BwBytesPerSecond;

        var interval = first.Interval.ShouldNotBeNull();
        interval.ShouldBe(second.Interval);
        interval.Confidence.ShouldBe(0.95);
        interval.Low.ShouldBeInRange(first.Min, first.Median);
        interval.High.ShouldBeInRange(first.Median, first.Max);
        first.NoInterval.ShouldBeNull();
    }

    [Test]
    public async Task ResourcesAreDifferencesOfTheEndReadings()
    {
        var run = OneEntry(new Iteration(FioFiles.Recorded("few")));

        var resources = (await AggregateAsync(run)).Entries[0].Resources.ShouldNotBeNull();

        resources.SampledSeconds.ShouldBe(2);
        resources.CpuPercent!.Average.ShouldBe(100 * 6 / 32.0);
        resources.CpuPercent.Peak.ShouldBe(100 * 4 / 16.0);
        resources.CpuPercent.PeakInterval.ShouldBe(new PeakInterval(1, 1, 2));
        resources.NetworkReceivedBytesPerSecond!.Average.ShouldBe(30_000_000);
        resources.NetworkReceivedBytesPerSecond.Peak.ShouldBe(40_000_000);
        resources.MemoryUsedBytes!.Average.ShouldBe(200_000_000);
        resources.MemoryUsedBytes.Peak.ShouldBe(300_000_000);
        resources.WorkerCpuPercent!.Average.ShouldBe(1, 1e-9);
        resources.MountCpuPercent.ShouldBeNull();
    }

    [Test]
    public async Task A_mounts_processes_have_figures_of_their_own_up_to_their_end()
    {
        var run = OneEntry(
            new Iteration(FioFiles.Recorded("few"))
            {
                Samples =
                [
                    Mounted(0, cpuSeconds: 1, megabytes: 10),
                    Mounted(1, cpuSeconds: 1.5, megabytes: 30),
                    Mounted(2, cpuSeconds: 3, megabytes: 20),
                    Iteration.Sample(3, 9, 100),
                ],
            }
        );

        var resources = (await AggregateAsync(run)).Entries[0].Resources.ShouldNotBeNull();

        resources.SampledSeconds.ShouldBe(3);
        resources.MountCpuPercent!.Average.ShouldBe(100);
        resources.MountCpuPercent.Peak.ShouldBe(150);
        resources.MountResidentBytes!.Average.ShouldBe(22.5e6);
        resources.MountResidentBytes.Peak.ShouldBe(30e6);
        resources.MountThreads!.Peak.ShouldBe(7);
        resources.MountOpenFiles!.Peak.ShouldBe(9);
        resources.MountNetworkReceivedBytesPerSecond!.Average.ShouldBe(1000);
    }

    private static ResourceSample Mounted(double seconds, double cpuSeconds, long megabytes) =>
        Iteration.Sample(seconds, seconds, 100) with
        {
            Mount = new MountSample
            {
                CpuSeconds = cpuSeconds,
                ResidentBytes = megabytes * 1_000_000,
                Threads = 7,
                OpenFiles = 9,
                NetworkReceivedBytes = (long)(seconds * 1000),
                NetworkSentBytes = 0,
            },
        };

    [Test]
    public async Task PhasesAreSummedUpByNestedName()
    {
        var slow = new Iteration(FioFiles.Recorded("few"))
        {
            Phases =
            [
                Iteration.Span("measure", 0, 6) with
                {
                    Phases = [Iteration.Span("fio", 0, 5)],
                },
            ],
        };
        var run = OneEntry(new Iteration(FioFiles.Recorded("few")), slow);

        var report = await AggregateAsync(run);

        var phases = report.Entries[0].Phases;
        phases["measure"]
            .ShouldBe(
                new PhaseSummary
                {
                    Median = 5,
                    Min = 4,
                    Max = 6,
                }
            );
        phases["measure/fio"].Max.ShouldBe(5);
        phases["mount"].Median.ShouldBe(0.25);
        report.Summary.MeasuredSeconds.ShouldBe(10);
    }

    [Test]
    public async Task UnlikeHostsAreHeterogeneous()
    {
        var run = new RunBuilder()
            .Config("a")
            .Test("1")
            .Test("2")
            .Vm("vm-1", h => h with { MemoryBytes = h.MemoryBytes - 4096 })
            .Vm("vm-2", h => h with { CpuModel = "Another CPU" })
            .Ended(1, "vm-1", new Iteration(FioFiles.Recorded("few")))
            .Ended(2, "vm-2", new Iteration(FioFiles.Recorded("few")));

        var report = await AggregateAsync(run);

        report.Heterogeneous.ShouldBeTrue();
        // A page more or less of memory is no difference between machines.
        report.HeterogeneousIn.ShouldBe(["cpu_model"]);
        report
            .Vms.Select(v => v.Hosts.Single().CpuModel)
            .ShouldBe(["Example CPU @ 2.80GHz", "Another CPU"]);
    }

    [Test]
    public async Task NothingIsFoundByListing()
    {
        var run = OneEntry(new Iteration(FioFiles.Recorded("few")));
        run.Store.Objects["run-1/results/vm-1/test-1/a01/0001-e000001/stray.json"] = [1];

        await AggregateAsync(run);

        run.Store.Listings.ShouldBe(0);
    }

    [Test]
    public async Task ConcurrentHostSharingMarksEveryEntry()
    {
        var run = OneEntry(new Iteration(FioFiles.Recorded("few")));
        run.HostSharing = HostSharing.Concurrent;

        (await AggregateAsync(run)).Entries[0].Colocated.ShouldBeTrue();
    }

    [Test]
    public async Task AProvisionalReportSaysSo()
    {
        var run = OneEntry(new Iteration(FioFiles.Recorded("few")));
        var aggregator = new ReportAggregator(
            run.Store,
            new AggregationOptions { Provisional = true }
        );

        var report = await aggregator.AggregateAsync(run.Seal(), CancellationToken.None);

        report.Provisional.ShouldBeTrue();
        report.Sealed.ShouldBeNull();
        report.SealedAt.ShouldBeNull();
    }

    [Test]
    public async Task EntriesStayInOrderWhateverEndsFirst()
    {
        var run = new RunBuilder().Config("a").Vm("vm-1");
        for (var i = 1; i <= 100; i++)
        {
            run.Test($"t{i}");
        }
        for (var i = 1; i <= 100; i++)
        {
            run.Ended(i, "vm-1", new Iteration(FioFiles.Of("read", [i, i])));
        }

        var report = await AggregateAsync(run, parallelism: 8);

        report.Entries.Select(e => e.MatrixId).ShouldBe(Enumerable.Range(1, 100));
        report
            .Entries.Select(e => e.Read!.ClatNs!.Mean)
            .ShouldBe(Enumerable.Range(1, 100).Select(i => (double)i));
    }

    internal static RunBuilder OneEntry(params Iteration[] iterations)
    {
        var run = new RunBuilder { Iterations = iterations.Length }
            .Config("a")
            .Test("1")
            .Vm("vm-1");
        return run.Ended(1, "vm-1", iterations);
    }

    internal static Task<Report> AggregateAsync(RunBuilder run, int parallelism = 2) =>
        new ReportAggregator(
            run.Store,
            new AggregationOptions { Parallelism = parallelism }
        ).AggregateAsync(run.Seal(), CancellationToken.None);

    [Test]
    public async Task Writes_have_a_rate_to_the_flush_beside_fios_own()
    {
        var fio = FioFiles.Recorded("randrw-fsync");
        var raw = RawFigures.Direction(fio, "write");
        var iteration = new Iteration(fio)
        {
            Phases =
            [
                Iteration.Span("measure", 0, 6) with
                {
                    Phases = [Iteration.Span("fio", 0, 4), Iteration.Span("flush", 4, 2)],
                },
            ],
        };

        var entry = (await AggregateAsync(OneEntry(iteration))).Entries[0];

        var seconds = raw.GetProperty("runtime").GetDouble() / 1000;
        var expected = raw.GetProperty("io_bytes").GetDouble() / (seconds + 2);
        entry.Write!.FlushedBwBytesPerSecond!.Median.ShouldBe(expected, expected * 1e-9);
        entry.Write.FlushedBwBytesPerSecond.Median.ShouldBeLessThan(
            entry.Write.BwBytesPerSecond.Median
        );
        entry.Read!.FlushedBwBytesPerSecond.ShouldBeNull();
    }
}
