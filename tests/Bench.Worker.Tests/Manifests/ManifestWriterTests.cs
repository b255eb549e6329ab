using Bench.Host.Tests;
using Bench.Model.Claims;
using Bench.Model.Json;
using Bench.Model.Results;
using Bench.Worker.Entries;
using Bench.Worker.Heartbeats;
using Bench.Worker.Manifests;

namespace Bench.Worker.Tests.Manifests;

internal sealed class ManifestWriterTests
{
    [Test]
    public async Task It_is_written_no_more_often_than_once_a_second()
    {
        using var bed = await WorkerBed.CreateAsync();
        var (writer, time, puts) = await WriterAsync(bed);
        await writer.WriteIfDueAsync(default);
        await writer.WriteIfDueAsync(default);
        puts.Count.ShouldBe(1);
        time.Advance(TimeSpan.FromSeconds(0.9));
        await writer.WriteIfDueAsync(default);
        puts.Count.ShouldBe(1);
        time.Advance(TimeSpan.FromSeconds(0.2));
        await writer.WriteIfDueAsync(default);
        puts.Count.ShouldBe(2);
    }

    [Test]
    public async Task A_slow_store_is_written_to_less_often()
    {
        using var bed = await WorkerBed.CreateAsync();
        var (writer, time, puts) = await WriterAsync(bed, TimeSpan.FromSeconds(1));
        await writer.WriteIfDueAsync(default);
        time.Advance(TimeSpan.FromSeconds(40));
        await writer.WriteIfDueAsync(default);
        puts.Count.ShouldBe(1);
        time.Advance(TimeSpan.FromSeconds(20));
        await writer.WriteIfDueAsync(default);
        puts.Count.ShouldBe(2);
    }

    [Test]
    public async Task States_follow_the_entries()
    {
        using var bed = await WorkerBed.CreateAsync();
        var spec = await bed.SpecAsync();
        var book = new EntryBook(spec);
        book.Pages.Single(page => page.Entry.MatrixId == 1).Begun = true;
        var writer = new ManifestWriter(
            bed.Records,
            spec,
            book,
            new WorkerCounters(Claim(), spec, TimeProvider.System),
            TimeProvider.System
        );
        await writer.WriteAsync(ManifestStatus.Running, default);
        var manifest = (await bed.ManifestAsync()).ShouldNotBeNull();
        (manifest.Status, manifest.EndTime).ShouldBe((ManifestStatus.Running, null));
        manifest.Tests.Single(t => t.MatrixId == 1).Status.ShouldBe(TestStatus.Running);
        manifest.Tests.Where(t => t.MatrixId != 1).ShouldAllBe(t => t.Status == TestStatus.Pending);
    }

    private static async Task<(ManifestWriter, ManualTime, List<string>)> WriterAsync(
        WorkerBed bed,
        TimeSpan took = default
    )
    {
        var time = new ManualTime();
        var puts = new List<string>();
        var spec = await bed.SpecAsync();
        bed.Store.Before = (operation, key) =>
        {
            puts.Add($"{operation} {key}");
            time.Advance(took);
            return Task.CompletedTask;
        };
        var writer = new ManifestWriter(
            bed.Records,
            spec,
            new EntryBook(spec),
            new WorkerCounters(Claim(), spec, time),
            time
        );
        return (writer, time, puts);
    }

    private static Claim Claim() =>
        new()
        {
            Schema = Schemas.Claim,
            Writer = WriterId.New(),
            Vm = "vm-1",
            Epoch = 1,
            Kind = ClaimKind.Holder,
            At = default,
        };
}
