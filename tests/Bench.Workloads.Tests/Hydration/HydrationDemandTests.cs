using Bench.Host.Tests;
using Bench.Hub.Making;
using Bench.Model.Hub;
using Bench.Model.Json;
using Bench.Workloads.Hydration;

namespace Bench.Workloads.Tests.Hydration;

internal sealed class HydrationDemandTests
{
    private const string Header =
        "workload,modules,files,size,duplicates,seed,pack,backend,seeded\n";

    /// <summary>Half a block of the file system for each file.</summary>
    private const int Lost = 2048;

    [Test]
    public void Baselines_are_added_up_once_and_the_largest_copy_and_hub_count()
    {
        var demand = Of(
            "hub-hydration,10,10,1m,0,1,,,\nhub-hydration,10,10,1m,0,1,,,\nhub-hydration,2,10,2m,0.25,1,,,\n"
        );
        demand.BaselineBytes.ShouldBe((100L << 20) + (30L << 20));
        demand.CopyBytes.ShouldBe(100L << 20);
        demand.ScratchBytes.ShouldBe(2 * ((100L << 20) + (100 * Lost)));
    }

    [Test]
    public void What_is_not_packed_fills_blocks_and_a_bucket_needs_scratch_space_only()
    {
        var loose = Of("hub-hydration,10,10,4k,0,1,no,,\n");
        loose.CopyBytes.ShouldBe(100 * (4096 + Lost));
        var bucket = Of("hub-hydration,10,10,1m,0,1,,s3://bucket/hub,\n");
        (bucket.BaselineBytes, bucket.CopyBytes).ShouldBe((0, 0));
        bucket.ScratchBytes.ShouldBeGreaterThan(200L << 20);
    }

    [Test]
    public void Rows_of_other_workloads_need_nothing_of_it() =>
        HydrationDemand
            .Of(PlannedHubs.Of("workload,io_type\nfio,read\n"))
            .ShouldBe(HydrationDemand.None);

    /// <summary>The mean of a range is that of what is made, each order of magnitude equally often.</summary>
    [TestCase("1k-16k", 0.0)]
    [TestCase("100-1m", 0.3)]
    public void The_count_is_near_what_is_made(string size, double duplicates)
    {
        using var folder = new TempFolder();
        var made = ModuleMaker.Make(
            new ModulePlan(
                new ModuleShape
                {
                    Modules = 20,
                    FilesPerModule = 40,
                    Sizes = SizeDistribution.TryParse(size, SizeShape.LogUniform)!,
                    Duplicates = duplicates,
                }
            ),
            folder.File("made"),
            default
        );
        var demand = Of(
            FormattableString.Invariant($"hub-hydration,20,40,{size},{duplicates},1,,,\n")
        );
        var hub = (demand.ScratchBytes / 2.0) - (800 * Lost);
        hub.ShouldBe(made.Bytes, made.Bytes * 0.15);
    }

    [Test]
    public void A_baseline_that_is_there_is_not_counted_and_that_of_a_user_tells_its_bytes()
    {
        using var folder = new TempFolder();
        const string row = "hub-hydration,10,10,1m,0,1,,,\n";
        var digest = HydrationSettings
            .Of(PlannedHubs.Of(Header + row).TestCases.Single().Params)
            .BaselineDigest();
        Preserve(folder.File($"bench-data/hub-{digest}"), 100L << 20);
        var there = HydrationDemand.Of(
            PlannedHubs.Of(Header + row, options => options with { TestData = folder.Root })
        );
        there.BaselineBytes.ShouldBe(0);
        there.CopyBytes.ShouldBe(100L << 20);
        there.ScratchBytes.ShouldBe((100L << 20) + (100 * Lost), "no modules are made");

        var ownOnes = HydrationDemand.Of(
            PlannedHubs.Of(
                Header + row,
                options => options with { TestData = folder.Root, CleanUpData = true }
            )
        );
        ownOnes.BaselineBytes.ShouldBe(100L << 20, "this run's own is made anew");

        Preserve(folder.File("seeded"), 12345);
        var seeded = Of($"hub-hydration,,,,,,,file,{folder.File("seeded")}\n");
        (seeded.BaselineBytes, seeded.CopyBytes, seeded.ScratchBytes).ShouldBe((0, 12345, 12345));
    }

    private static HydrationDemand Of(string rows) =>
        HydrationDemand.Of(PlannedHubs.Of(Header + rows));

    private static void Preserve(string folder, long bytes)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllBytes(
            Path.Combine(folder, "preserved.json"),
            Documents.Write(
                new HubPreserved
                {
                    Schema = Schemas.HubPreserved,
                    BenchVersion = "0",
                    PreservedAt = DateTimeOffset.UnixEpoch,
                    HostName = "h",
                    Backend = "file",
                    Bucket = "modules",
                    Modules = [],
                    Baseline = new HubBaseline
                    {
                        Digest = "d",
                        Objects = 1,
                        Bytes = bytes,
                    },
                }
            )
        );
    }
}
