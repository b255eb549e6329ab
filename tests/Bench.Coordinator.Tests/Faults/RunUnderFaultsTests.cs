using Bench.Coordinator.Leading;
using Bench.Model.Decisions;
using Bench.Model.Sealing;
using Bench.Storage;
using Bench.Storage.Buckets;
using Bench.Storage.Resilience;
using Bench.Storage.Tests.Buckets;
using Bench.Storage.Tests.Resilience;

namespace Bench.Coordinator.Tests.Faults;

/// <summary>Runs over a bucket whose calls fail, hang, are cut in the middle or lose their replies.</summary>
public sealed class RunUnderFaultsTests
{
    private static readonly TransferLimits Small = new(4096, 4096, 3);

    private MemoryBucket _clean = null!;
    private IReadOnlyDictionary<string, byte[]> _expected = null!;

    [OneTimeSetUp]
    public async Task RunWithoutFaults()
    {
        _clean = new MemoryBucket();
        using var bed = new FaultBed(_ => new BucketStore(Client(_clean)));
        ShouldBeComplete(await bed.RunAsync());
        _expected = await FaultBed.ReportAsync(new BucketStore(Client(_clean)));
        _expected.Keys.ShouldContain("report.html");
    }

    [Test]
    public async Task A_second_run_without_faults_gives_the_same_report()
    {
        var bucket = new MemoryBucket();
        using var bed = new FaultBed(_ => new BucketStore(Client(bucket)));
        await bed.RunAsync();
        ShouldBeTheSame(await FaultBed.ReportAsync(new BucketStore(Client(bucket))));
    }

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    [TestCase(4)]
    [TestCase(5)]
    public async Task A_run_in_which_30_percent_of_the_calls_go_wrong_gives_the_same_report(
        int seed
    )
    {
        var bucket = new MemoryBucket();
        var time = new FaultTime();
        var chaos = new Chaos(ChaosRates.ThirtyPercent, seed, time);
        using var bed = new FaultBed(_ => Faulty(bucket, chaos, seed, time));
        ShouldBeComplete(await bed.RunAsync());
        bed.Notes.ShouldBeEmpty();
        bed.Starts.Count.ShouldBe(2);
        bucket.OpenUploads.ShouldBe(0);
        chaos.Calls.ShouldBeGreaterThan(100);
        // Which calls there are depends on the workers' pace, so the share varies around 0.3.
        (chaos.Faults / (double)chaos.Calls).ShouldBeGreaterThan(0.1);

        var clean = new BucketStore(Client(bucket));
        ShouldBeTheSame(await FaultBed.ReportAsync(clean));
        // What the coordinator stored under faults is the same again.
        foreach (var name in (string[])["report.json", "report.csv", "report.html"])
        {
            (await clean.GetAsync($"t1/report/{name}", default)).ShouldBe(
                await new BucketStore(Client(_clean)).GetAsync($"t1/report/{name}", default),
                name
            );
        }
    }

    [TestCase(11)]
    [TestCase(12)]
    [TestCase(13)]
    public async Task Reading_under_faults_gives_the_same_report(int seed)
    {
        var time = new FaultTime();
        var chaos = new Chaos(ChaosRates.ThirtyPercent, seed, time);
        ShouldBeTheSame(await FaultBed.ReportAsync(Faulty(_clean, chaos, seed, time)));
        chaos.Faults.ShouldBeGreaterThan(0);
    }

    [Test]
    public async Task An_outage_longer_than_all_tries_ends_a_worker_clearly_and_the_run_goes_on()
    {
        var bucket = new MemoryBucket();
        var outage = new Outage();
        using var bed = new FaultBed(who =>
            who == "coordinator"
                ? new BucketStore(Client(bucket))
                : new BucketStore(
                    new OutageClient(Client(bucket), outage),
                    FaultTime.Suited(new RequestSettings { MaxRetries = 3 }),
                    new FaultTime()
                )
        )
        {
            // Who may not begin or commit anything now waits until the store is back.
            WorkersTime = TimeProvider.System,
        };
        outage.BeginsAt("/result.json");
        var run = Task.Run(bed.RunAsync);
        await Host.Tests.Until.TrueAsync(
            () =>
                run.IsCompleted
                || bed.Notes.Any(note =>
                    note.Contains("exit code 3")
                    && note.Contains("the store is down (tried 4 times over")
                    && note.Contains("wait until it is back")
                ),
            "a worker's end is told"
        );
        outage.Ends();
        Seal seal;
        try
        {
            seal = await run;
        }
        catch (HostsUnfitException unfit)
        {
            // The outage met both workers in a write.
            unfit.Message.ShouldContain("bench resume 'memory://bucket/prefix/t1?endpoint=test'");
            bucket.Keys.ShouldNotContain("t1/sealed.json");
            seal = await bed.ResumeAsync();
        }
        seal.Reason.ShouldBe(SealReason.Completed);
        seal.Entries.ShouldAllBe(entry => entry.Status == EntryStatus.Ok);
        var files = await FaultBed.ReportAsync(new BucketStore(Client(bucket)));
        files.Keys.ShouldBe(_expected.Keys);
    }

    private static MemoryClient Client(MemoryBucket bucket) =>
        new(bucket) { Limits = Small, PageSize = 10 };

    private static BucketStore Faulty(MemoryBucket bucket, Chaos chaos, int seed, FaultTime time) =>
        new(new ChaosClient(Client(bucket), chaos), ChaosClient.Patient(seed), time);

    private static void ShouldBeComplete(Seal seal)
    {
        seal.Reason.ShouldBe(SealReason.Completed);
        seal.Entries.Count.ShouldBe(4);
        seal.Entries.ShouldAllBe(entry => entry.Status == EntryStatus.Ok);
        seal.Superseded.ShouldBeEmpty();
    }

    private void ShouldBeTheSame(IReadOnlyDictionary<string, byte[]> files)
    {
        files.Keys.ShouldBe(_expected.Keys);
        foreach (var (name, content) in files)
        {
            content.ShouldBe(_expected[name], name);
        }
    }
}
