using Bench.Cli.Doctor;
using Bench.Cli.Doctor.Checks;
using Bench.Host.Processes;
using Bench.Host.Tests;

namespace Bench.Cli.Tests.Doctor;

/// <summary>What hubs need is counted where it will be: copies in the test data, the hub's data in the scratch space.</summary>
public sealed class FreeSpaceTests
{
    [TestCase("2,3,4k", CheckStatus.Ok, CheckStatus.Ok)]
    [TestCase("100000,1000000,1g", CheckStatus.Failed, CheckStatus.Failed)]
    public async Task Rows_of_hubs_that_do_not_fit_are_failures(
        string row,
        object scratch,
        object data
    )
    {
        using var folder = new TempFolder();
        var results = await CheckAsync(folder, row, folder.File("data"));
        results
            .Select(result => (result.Name, result.Status))
            .ShouldBe([("scratch space", (CheckStatus)scratch), ("free space", (CheckStatus)data)]);
        results[1].Detail.ShouldContain("for baselines of hubs to be made");
        results[1].Detail.ShouldContain("for scratch space on the same volume");
        Examination.IsFit(results).ShouldBe((CheckStatus)scratch == CheckStatus.Ok);
    }

    [Test]
    public async Task On_another_volume_scratch_space_is_no_need_of_the_data()
    {
        using var folder = new TempFolder();
        var results = await CheckAsync(folder, "2,3,4k", "/dev/shm/bench-data");
        results[1].Detail.ShouldContain("for baselines of hubs to be made");
        results[1].Detail.ShouldNotContain("same volume");
    }

    private static Task<IReadOnlyList<CheckResult>> CheckAsync(
        TempFolder folder,
        string row,
        string testData
    )
    {
        var config = PlannedRun.OfHub(row, testData);
        var patient = Patient.Of(
            config,
            new ProcessRunner(TimeProvider.System),
            TimeProvider.System
        ) with
        {
            WorkFolder = folder.Root,
        };
        return new FreeSpaceCheck().RunAsync(patient, default);
    }
}
