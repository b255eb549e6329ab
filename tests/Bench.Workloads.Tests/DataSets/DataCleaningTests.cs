using Bench.Host.Tests;
using Bench.Model.Runs;
using Bench.Workloads.DataSets;

namespace Bench.Workloads.Tests.DataSets;

/// <summary>Only a run's own prefixes are deleted, or the one that the user names.</summary>
public sealed class DataCleaningTests
{
    private const string Run = "t1.0123456789ab";

    private static readonly string[] Tree =
    [
        "bench-data/shared/file",
        $"bench-data/run-{Run}/set/file",
        $"bench-data/run-{Run}x/set/file",
        $"bench-write/{Run}/vm-1/file",
        "bench-write/other/vm-1/file",
        "team/sets/file",
        "team/setsfile",
        "mine",
    ];

    [TestCase(false, null, new[] { 3 })]
    [TestCase(true, null, new[] { 1, 3 })]
    [TestCase(false, "team/sets", new[] { 3 })]
    [TestCase(true, "team/sets", new[] { 3, 5 })]
    public async Task A_folder_loses_only_what_the_options_say(
        bool cleanUp,
        string? prefix,
        int[] gone
    )
    {
        using var folder = new TempFolder();
        foreach (var path in Tree)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(folder.File(path))!);
            await File.WriteAllTextAsync(folder.File(path), path);
        }

        foreach (var testData in (string[])[folder.File("")])
        {
            var options = Options(testData, cleanUp, prefix);
            (await DataCleaning.RunAsync(options, Run, default)).ShouldBe(gone.Length);
        }

        Tree.Where((_, i) => !gone.Contains(i)).ShouldAllBe(p => File.Exists(folder.File(p)));
        Tree.Where((_, i) => gone.Contains(i)).ShouldAllBe(p => !File.Exists(folder.File(p)));
    }

    [Test]
    public async Task What_a_link_leads_to_stays()
    {
        using var folder = new TempFolder();
        Directory.CreateDirectory(folder.File("elsewhere"));
        await File.WriteAllTextAsync(folder.File("elsewhere/file"), "kept");
        Directory.CreateDirectory(folder.File($"data/bench-write/{Run}"));
        Directory.CreateSymbolicLink(
            folder.File($"data/bench-write/{Run}/link"),
            folder.File("elsewhere")
        );

        await DataCleaning.RunAsync(Options(folder.File("data"), true, null), Run, default);

        Directory.Exists(folder.File($"data/bench-write/{Run}")).ShouldBeFalse();
        (await File.ReadAllTextAsync(folder.File("elsewhere/file"))).ShouldBe("kept");
    }

    [TestCase("team/sets", true)]
    [TestCase("bench-data", true)]
    [TestCase("", false)]
    [TestCase("/", false)]
    [TestCase("a/", false)]
    [TestCase("../x", false)]
    [TestCase("a/./b", false)]
    [TestCase("bench-write/x", false)]
    public void A_prefix_stays_within_the_test_data(string prefix, bool good) =>
        (DataPrefixes.FlawOf(prefix) is null).ShouldBe(good);

    private static RunOptions Options(string testData, bool cleanUp, string? prefix) =>
        new()
        {
            Iterations = 1,
            Distribution = DistributionMode.Even,
            Cache = CacheMode.None,
            HostSharing = HostSharing.Turns,
            TestData = testData,
            Mount = "directory",
            DataPrefix = prefix,
            CleanUpData = cleanUp,
            IterationTimeoutSeconds = 1,
            RunTimeoutSeconds = 1,
            LeaseSeconds = 1,
            PollIntervalSeconds = 1,
        };
}
