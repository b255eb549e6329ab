using Bench.Storage.Buckets;
using Bench.Storage.Files;
using Bench.Storage.Probing;
using Bench.Storage.Resilience;
using Bench.Storage.Tests.Buckets;
using Bench.Storage.Tests.Files;
using Bench.Storage.Tests.Resilience;

namespace Bench.Storage.Tests.Probing;

public sealed class StoreProbeTests
{
    private static readonly string[] AllChecks =
    [
        "put",
        "get",
        "overwrite",
        "list",
        "create-if-absent",
        "stream",
        "latency",
        "delete",
    ];

    private static readonly ProbeSettings Small = new() { StreamBytes = 5 << 20 };

    private readonly FaultTime _time = new();

    [Test]
    public async Task A_folder_passes_and_is_left_as_it_was()
    {
        using var folder = new TemporaryFolder();
        var report = await ProbeAsync(new FileStore(folder.Path));
        ShouldPass(report);
        report.Clock.ShouldBeNull();
        Directory
            .GetFileSystemEntries(folder.Path)
            .ShouldAllBe(path => !path.Contains("bench-doctor"));
    }

    [Test]
    public async Task A_bucket_passes_and_is_left_as_it_was()
    {
        var bucket = new MemoryBucket();
        bucket.Put("somebody/else", MemoryContent.Of("x"u8.ToArray()));
        using var store = new BucketStore(new MemoryClient(bucket));
        var report = await ProbeAsync(store);
        ShouldPass(report);
        report.StoreUri.ShouldBe(store.Uri);
        bucket.Keys.ShouldBe(["somebody/else"]);
        bucket.OpenUploads.ShouldBe(0);
    }

    [Test]
    public async Task A_bucket_in_which_30_percent_of_the_calls_go_wrong_passes()
    {
        var bucket = new MemoryBucket();
        var chaos = new Chaos(ChaosRates.ThirtyPercent, seed: 4, _time);
        using var store = new BucketStore(
            new ChaosClient(new MemoryClient(bucket), chaos),
            ChaosClient.Patient(4),
            _time
        );
        // Each call that hangs takes an attempt's time-out of this clock, and the racers' order decides which do:
        // the limit for cleaning up is long enough for all of them.
        var settings = Small with
        {
            CleanUpLimit = TimeSpan.FromHours(1),
        };
        var report = await new StoreProbe(_time, settings).RunAsync(store, default);
        report.Checks.ShouldAllBe(check =>
            check.Status == ProbeStatus.Passed || check.Name == "latency"
        );
        bucket.Keys.ShouldBeEmpty();
    }

    [Test]
    public async Task A_store_that_ignores_the_condition_is_refused()
    {
        var check = await FailedAsync(bucket => new IgnoresCondition(bucket), "create-if-absent");
        check.Finding.ShouldContain("16 of 16 racers were told that they created it");
        check.Finding.ShouldContain("does not honour the condition");
        check.Remedy.ShouldNotBeNull().ShouldContain("If-None-Match");
    }

    [Test]
    public async Task A_store_that_lets_losers_overwrite_is_refused()
    {
        var check = await FailedAsync(bucket => new OverwritesOnCreate(bucket), "create-if-absent");
        check.Finding.ShouldMatch("a loser's bytes replaced the winner's|changed its bytes");
    }

    [Test]
    public async Task Without_put_the_reason_is_named_once_and_the_rest_is_skipped()
    {
        var bucket = new MemoryBucket();
        var report = await ProbeAsync(new DeniesPut(bucket));
        report.IsFit.ShouldBeFalse();
        report.Checks[0].Status.ShouldBe(ProbeStatus.Failed);
        report.Checks[0].Finding.ShouldContain("putting is not allowed");
        report.Checks[0].Finding.ShouldContain("/bench-doctor-");
        report.Checks[0].Remedy.ShouldBe("grant it to these credentials");
        report
            .Checks.Where(check => check.Status == ProbeStatus.Skipped)
            .Select(check => check.Name)
            .ShouldBe(AllChecks[1..]);
        report.Latency.ShouldBeNull();
    }

    [Test]
    public async Task A_store_where_nobody_answers_is_asked_once_and_not_for_each_check()
    {
        var store = new NobodyAnswers();
        var report = await ProbeAsync(store);
        report.IsFit.ShouldBeFalse();
        report
            .Checks.Single(check => check.Status == ProbeStatus.Failed)
            .Finding.ShouldContain("nobody answers");
        report.Checks.Select(check => check.Name).ShouldBe(AllChecks);
        report.Clock.ShouldBeNull();
        store.Puts.ShouldBe(1);
        store.OtherWrites.ShouldBe(0);
    }

    [Test]
    public async Task Denied_gets_are_named()
    {
        var bucket = new MemoryBucket();
        var report = await ProbeAsync(new DeniesGet(bucket));
        report
            .Checks.Where(check => check.Status == ProbeStatus.Failed)
            .Select(check => check.Name)
            .ShouldContain("get");
        report.Checks.Single(check => check.Name == "get").Finding.ShouldContain("getting");
        bucket.Keys.ShouldBeEmpty();
    }

    [Test]
    public async Task Denied_overwrites_are_named() =>
        (
            await FailedAsync(bucket => new DeniesOverwrite(bucket), "overwrite", "latency")
        ).Finding.ShouldContain("overwriting is not allowed");

    [Test]
    public async Task Denied_listings_are_named_and_nothing_is_left_all_the_same() =>
        (await FailedAsync(bucket => new DeniesList(bucket), "list")).Finding.ShouldContain(
            "listing is not allowed"
        );

    [Test]
    public async Task Denied_deletes_are_named_with_what_stays()
    {
        var bucket = new MemoryBucket();
        var report = await ProbeAsync(new DeniesDelete(bucket));
        var check = report.Checks.Single(check => check.Status != ProbeStatus.Passed);
        check.Name.ShouldBe("delete");
        check.Finding.ShouldContain("deleting is not allowed; what the probe wrote stays below");
        check.Finding.ShouldContain("/bench-doctor-");
        check.Remedy.ShouldBe("grant it to these credentials; then delete that prefix");
        report.Leftovers.ShouldBe(bucket.Keys, ignoreOrder: true);
        report.Leftovers.ShouldNotBeEmpty();
    }

    [Test]
    public async Task Stale_reads_are_named()
    {
        var bucket = new MemoryBucket();
        var report = await ProbeAsync(new ServesStaleReads(bucket));
        report
            .Checks.Single(check => check.Name == "overwrite")
            .Finding.ShouldContain("the old bytes are read after a new put");
        report.IsFit.ShouldBeFalse();
    }

    [Test]
    public async Task Late_listings_are_named() =>
        (await FailedAsync(bucket => new ListsLate(bucket), "list")).Finding.ShouldContain(
            "does not show what was just put"
        );

    [Test]
    public async Task Damaged_streams_are_named() =>
        (await FailedAsync(bucket => new DamagesStreams(bucket), "stream")).Finding.ShouldContain(
            "it has other bytes"
        );

    [Test]
    public async Task Latencies_are_those_of_the_clock_and_slow_ones_are_told()
    {
        var bucket = new MemoryBucket();
        var slow = new IsSlow(
            bucket,
            () => _time.CreateTimer(_ => { }, null, TimeSpan.FromSeconds(1.5), TimeSpan.Zero)
        );
        var report = await ProbeAsync(slow);
        var latency = report.Latency.ShouldNotBeNull();
        latency.PutMedianSeconds.ShouldBe(1.5, 1e-9);
        latency.PutP95Seconds.ShouldBe(1.5, 1e-9);
        latency.GetMedianSeconds.ShouldBe(0, 1e-9);
        var check = report.Checks.Single(check => check.Status == ProbeStatus.Warned);
        check.Name.ShouldBe("latency");
        check.Finding.ShouldContain("put 1500.0 ms (p95 1500.0)");
        check.Finding.ShouldContain("slow");
        report.IsFit.ShouldBeTrue();
    }

    [TestCase(0)]
    [TestCase(-3.25)]
    [TestCase(7200.75)]
    public async Task The_clock_offset_is_within_its_bounds(double offsetSeconds)
    {
        var bucket = new MemoryBucket();
        var client = new MemoryClient(bucket)
        {
            Clock = () => _time.GetUtcNow().AddSeconds(offsetSeconds),
        };
        var report = await ProbeAsync(
            new BucketStore(client, FaultTime.Suited(new RequestSettings()), _time)
        );
        var clock = report.Clock.ShouldNotBeNull();
        clock.LowestSeconds.ShouldBeLessThanOrEqualTo(offsetSeconds);
        clock.HighestSeconds.ShouldBeGreaterThanOrEqualTo(offsetSeconds);
        clock.UncertaintySeconds.ShouldBeLessThanOrEqualTo(0.5 + 1e-6);
        clock.Seconds.ShouldBe(offsetSeconds, clock.UncertaintySeconds + 1e-9);
    }

    [TestCase("put")]
    [TestCase("create")]
    [TestCase("stream")]
    public async Task An_interrupted_probe_leaves_nothing(string when)
    {
        var bucket = new MemoryBucket();
        using var interrupt = new CancellationTokenSource();
        var store = new Interrupting(bucket, when, interrupt);
        await Should.ThrowAsync<OperationCanceledException>(() =>
            new StoreProbe(_time, new ProbeSettings()).RunAsync(store, interrupt.Token)
        );
        bucket.Keys.ShouldBeEmpty();
    }

    private Task<StoreProbeReport> ProbeAsync(IObjectStore store) =>
        new StoreProbe(_time, Small).RunAsync(store, default);

    private static void ShouldPass(StoreProbeReport report)
    {
        report.Checks.ShouldAllBe(check => check.Status == ProbeStatus.Passed);
        report.Checks.Select(check => check.Name).ShouldBe(AllChecks);
        report.IsFit.ShouldBeTrue();
        report.Leftovers.ShouldBeEmpty();
        report.Latency.ShouldNotBeNull().Samples.ShouldBe(20);
    }

    /// <summary>The one check that fails, besides those that must fail with it.</summary>
    private async Task<ProbeCheck> FailedAsync(
        Func<MemoryBucket, IObjectStore> store,
        string name,
        params string[] alongWith
    )
    {
        var bucket = new MemoryBucket();
        var report = await ProbeAsync(store(bucket));
        report.IsFit.ShouldBeFalse();
        bucket.Keys.ShouldBeEmpty();
        report
            .Checks.Where(check => check.Status != ProbeStatus.Passed)
            .Select(check => check.Name)
            .Except(alongWith)
            .ShouldBe([name]);
        return report.Checks.Single(check => check.Name == name);
    }

    /// <summary>The user interrupts just after a call of this kind.</summary>
    private sealed class Interrupting(
        MemoryBucket bucket,
        string when,
        CancellationTokenSource interrupt
    ) : GoodStore(bucket)
    {
        public override async Task PutAsync(
            string key,
            ReadOnlyMemory<byte> content,
            CancellationToken cancel
        )
        {
            await base.PutAsync(key, content, cancel);
            InterruptAt("put");
        }

        public override async Task PutAsync(string key, Stream content, CancellationToken cancel)
        {
            await base.PutAsync(key, content, cancel);
            InterruptAt("stream");
        }

        public override async Task<bool> TryCreateAsync(
            string key,
            ReadOnlyMemory<byte> content,
            CancellationToken cancel
        )
        {
            var created = await base.TryCreateAsync(key, content, cancel);
            InterruptAt("create");
            return created;
        }

        private void InterruptAt(string call)
        {
            if (call == when)
            {
                interrupt.Cancel();
            }
        }
    }
}
