using Bench.Workloads.Hydration;

namespace Bench.Workloads.Tests.Hydration;

/// <summary>Of buckets only what the run made itself is deleted.</summary>
internal sealed class HydrationCleaningTests
{
    private const string Run = "t1.0123456789ab";
    private const string Root = "s3://bucket?endpoint=http://127.0.0.1:1";
    private const string Backend = "s3://bucket/hub/perf?endpoint=http://127.0.0.1:1";

    private const string Rows =
        $"workload,modules,backend,seeded\nhub-hydration,3,{Backend},\nhub-hydration,4,{Backend},\nhub-hydration,5,file,\n"
        + $"hub-hydration,,{Backend},s3://bucket/kept/seeded?endpoint=http://127.0.0.1:1\nfio,,,\n";

    [Test]
    public void Copies_always_go_and_baselines_of_the_run_when_that_is_asked_for()
    {
        Of(cleanUp: false).ShouldBe([$"hub/perf/bench-write/{Run}/"]);
        Of(cleanUp: true)
            .ShouldBe([$"hub/perf/bench-write/{Run}/", $"hub/perf/bench-data/run-{Run}/"]);
    }

    [Test]
    public void Below_a_prefix_that_the_user_names_only_baselines_of_this_run_go()
    {
        var prefixes = Of(cleanUp: true, prefix: "team/sets");
        prefixes[0].ShouldBe($"hub/perf/bench-write/{Run}/");
        prefixes.Count.ShouldBe(3);
        foreach (var baseline in prefixes.Skip(1))
        {
            const string begin = "hub/perf/team/sets/hub-";
            baseline.ShouldStartWith(begin);
            baseline[begin.Length..].Length.ShouldBe(24);
            baseline[begin.Length..].ShouldAllBe(c => char.IsAsciiHexDigitLower(c));
        }
    }

    [Test]
    public void Runs_on_folders_alone_have_nothing_in_buckets() =>
        HydrationCleaning
            .Of(PlannedHubs.Of("workload,modules\nhub-hydration,3\n"), Run)
            .ShouldBeEmpty();

    private static IReadOnlyList<string> Of(bool cleanUp, string? prefix = null)
    {
        var left = HydrationCleaning.Of(
            PlannedHubs.Of(
                Rows,
                options => options with { CleanUpData = cleanUp, DataPrefix = prefix }
            ),
            Run
        );
        left.ShouldAllBe(one => one.Root == Root);
        return [.. left.Select(one => one.Prefix)];
    }
}
