using Bench.Host.PageCache;
using Bench.Host.Tests;
using Bench.Model.Runs;
using Bench.Worker.Iterations;

namespace Bench.Worker.Tests.Iterations;

/// <summary>The state of the caches is a factor of the config, else of the run, and its evidence is recorded.</summary>
internal sealed class CacheStepTests
{
    private const int FileBytes = 256 * 1024;
    private TempFolder _folder = null!;

    [SetUp]
    public void MakeData()
    {
        _folder = new TempFolder();
        Directory.CreateDirectory(_folder.File("data/below"));
        File.WriteAllBytes(_folder.File("data/one"), new byte[FileBytes]);
        File.WriteAllBytes(_folder.File("data/below/two"), new byte[FileBytes]);
    }

    [TearDown]
    public void DeleteData() => _folder.Dispose();

    [Test]
    public async Task Warm_metadata_is_walked_twice_and_counted()
    {
        var evidence = await ReachAsync(CacheMode.None, MetadataMode.Warm);

        var metadata = evidence.Metadata.ShouldNotBeNull();
        metadata.Outcome.ShouldBe("warmed");
        metadata.Entries.ShouldBe(4);
        metadata.FirstWalkSeconds.ShouldNotBeNull();
        metadata.SecondWalkSeconds.ShouldNotBeNull();
        evidence.DataBytes.ShouldBe(2 * FileBytes);
    }

    [Test]
    public async Task Cold_metadata_is_not_warmed_by_looking_at_residency()
    {
        var evidence = await ReachAsync(CacheMode.Drop, MetadataMode.Cold);

        evidence.Outcome.ShouldBe("dropped");
        evidence.Metadata!.Outcome.ShouldBe("cold");
        evidence.ResidentBytes.ShouldBeNull();
        evidence.Reason.ShouldNotBeNull().ShouldContain("would warm the metadata");
        evidence.PageCacheBytesBefore.ShouldNotBeNull();
        evidence.PageCacheBytesAfter!.Value.ShouldBeLessThan(evidence.PageCacheBytesBefore.Value);
    }

    [Test]
    public async Task Warming_the_data_tells_the_bytes_read()
    {
        var evidence = await ReachAsync(CacheMode.Warm, MetadataMode.None);

        evidence.WarmedBytes.ShouldBe(2 * FileBytes);
        evidence.ResidentBytes.ShouldBe(2 * FileBytes);
        evidence.Metadata.ShouldBeNull();
    }

    [Test]
    public async Task A_config_goes_before_the_run()
    {
        using var bed = await WorkerBed.CreateAsync(change: o => o with { Cache = CacheMode.Drop });
        var spec = await bed.SpecAsync();
        var entry = spec.TestEntries[0] with { Cache = CacheMode.Warm };
        var step = new CacheStep(bed.PageCache, entry, spec.Options, TimeProvider.System);

        (await step.ReachAsync([_folder.File("data")], default)).Mode.ShouldBe(CacheMode.Warm);
    }

    private async Task<Bench.Model.Results.CacheEvidence> ReachAsync(
        CacheMode cache,
        MetadataMode metadata
    )
    {
        using var bed = await WorkerBed.CreateAsync(change: o =>
            o with
            {
                Cache = cache,
                Metadata = metadata,
            }
        );
        var spec = await bed.SpecAsync();
        var step = new CacheStep(
            new PageCacheControl(),
            spec.TestEntries[0],
            spec.Options,
            TimeProvider.System
        );
        return await step.ReachAsync([_folder.File("data")], default);
    }
}
