using Bench.EndToEnd.Tests.Harness;

namespace Bench.EndToEnd.Tests.Hubs;

/// <summary>Stages that are killed at each of their steps, with a real hub under them, and run again.</summary>
public sealed class StageKillTests
{
    private const int Modules = 5;

    private int _kills;

    [Test]
    public async Task A_stage_that_was_killed_at_a_step_goes_on_when_it_is_run_again()
    {
        await using var bed = new PipelineBed();
        await bed.MakeAsync(Modules);
        var made = PipelineBed.Tree(bed.Made);

        Func<BenchProcess, bool>[] seeding =
        [
            Exists(bed.Folder("hub-b"), "zen-seed-packed", "hub.log"),
            Says("provision: 5"),
            Says("overlay: 5"),
        ];
        foreach (var step in seeding)
        {
            if (await IsKilledAsync(bed, bed.Seeding(), step))
            {
                await NotSeededAsync(bed);
            }
        }
        (await bed.SeedAsync()).ShouldHaveCode(0);
        // What was seeded once is not, while a second time is not over.
        if (await IsKilledAsync(bed, bed.Seeding(), Says("provision: 5")))
        {
            await NotSeededAsync(bed);
        }
        (await bed.SeedAsync()).ShouldHaveCode(0);

        (await bed.PreserveAsync()).ShouldHaveCode(0);
        var baseline = PipelineBed.Tree(bed.PlaceOf("seeded"));

        string[] measuring = [.. bed.Measuring("--enable-dehydration")];
        var ended = 0;
        Func<BenchProcess, bool>[] steps =
        [
            Exists(bed.PlaceOf("run"), "unfinished.txt"),
            Says("provision: 5"),
            Says("deprovision: 5"),
        ];
        foreach (var step in steps)
        {
            ended += await IsKilledAsync(bed, measuring, step) ? 0 : 1;
        }
        bed.Summaries.Count.ShouldBe(ended, "only an iteration that came to its end has one");
        (await bed.PerfAsync("--enable-dehydration")).ShouldHaveCode(0);
        bed.Summaries[^1].GetProperty("totals").GetProperty("ok").GetInt32().ShouldBe(Modules);
        PipelineBed.Tree(bed.PlaceOf("seeded")).ShouldBe(baseline);

        var source = $"file://{bed.PlaceOf("run")}/zen-seed-packed";
        Func<BenchProcess, bool>[] taking =
        [
            Exists(bed.Folder("hub-a"), "servers"),
            Says("provision: 5"),
            Says("hibernate: 5"),
        ];
        foreach (var step in taking)
        {
            await IsKilledAsync(bed, bed.Taking(source), step);
            WholeModules(bed);
        }
        (await bed.SnapshotAsync(source)).ShouldHaveCode(0);
        PipelineBed.Modules(bed.Snapshot).ShouldBe(made);
        PipelineBed.Tree(bed.Made).ShouldBe(made);
        bed.Sandbox.Processes.ShouldBeEmpty();
        // On a slow machine a step near the end may be over before it is seen.
        _kills.ShouldBeGreaterThan(5);
    }

    [Test]
    public async Task A_hub_that_outlives_its_stage_is_ended_by_the_next_one()
    {
        var script = Path.Combine(AppContext.BaseDirectory, "TestData", "foreign-hub.py");
        await using var bed = new PipelineBed
        {
            Hub =
            [
                "--hub-command",
                $"sh -c '[ -z \"$DEAF\" ] || trap \"\" TERM; exec /usr/bin/python3 {script} \"$@\"' hub {{port}} {{data_dir}} {{flags}}",
            ],
        };
        await bed.MakeAsync(Modules);
        bed.Sandbox.Environment["DEAF"] = "1";
        (await IsKilledAsync(bed, bed.Seeding(), Says("provision: 5"))).ShouldBeTrue();
        var left = bed.Sandbox.Processes.ShouldHaveSingleItem();

        bed.Sandbox.Environment.Remove("DEAF");
        var ended = (await bed.SeedAsync()).ShouldHaveCode(0);

        ended.Output.ShouldContain("what a killed stage had left running was ended");
        ended.Output.ShouldContain($"process {left.Pid}");
        bed.Sandbox.Processes.ShouldBeEmpty();
        PipelineBed
            .Tree(Path.Combine(bed.PlaceOf("backend"), "zen-seed-packed"))
            .ShouldBe(PipelineBed.Tree(bed.Made));
    }

    [Test]
    public async Task A_stage_whose_hub_is_killed_says_so_and_goes_on_when_it_is_run_again()
    {
        await using var bed = new PipelineBed();
        await bed.MakeAsync(Modules);

        if (
            await IsHubKilledAsync(
                bed,
                bed.Seeding(),
                Path.Combine(bed.Folder("hub-b"), "zen-seed-packed")
            )
        )
        {
            await NotSeededAsync(bed);
        }
        (await bed.SeedAsync()).ShouldHaveCode(0);
        (await bed.PreserveAsync()).ShouldHaveCode(0);
        await IsHubKilledAsync(bed, bed.Measuring(), bed.Folder("hub-c"));
        (await bed.PerfAsync()).ShouldHaveCode(0);

        (await bed.SnapshotAsync($"file://{bed.PlaceOf("run")}/zen-seed-packed")).ShouldHaveCode(0);
        PipelineBed.Modules(bed.Snapshot).ShouldBe(PipelineBed.Tree(bed.Made));
    }

    [Test]
    public async Task A_second_stage_on_the_same_folders_is_refused_and_does_not_disturb_the_first()
    {
        await using var bed = new PipelineBed();
        await bed.MakeAsync(Modules);
        using var first = bed.Sandbox.Start(bed.Seeding());
        var hub = await HubOfAsync(bed, first);
        // So that it cannot end meanwhile.
        Signals.Send(hub.Pid, Signals.Stop);

        Ended[] others = [await bed.SeedAsync("--wipe"), await bed.PreserveAsync()];
        foreach (var refused in others)
        {
            refused.ShouldHaveCode(2).Errors.ShouldContain($"process {first.Pid}");
            refused.Errors.ShouldContain("works in");
        }

        Signals.Send(hub.Pid, Signals.Continue);
        (await first.EndAsync()).ShouldHaveCode(0);
        (await bed.PreserveAsync()).ShouldHaveCode(0);
        (await bed.PerfAsync()).ShouldHaveCode(0);
    }

    /// <summary>Starts a stage, and kills it when it has come so far; false when it was over before.</summary>
    private async Task<bool> IsKilledAsync(
        PipelineBed bed,
        IReadOnlyList<string> words,
        Func<BenchProcess, bool> isThere
    )
    {
        var process = bed.Sandbox.Start(words);
        await Until.TrueAsync(
            () => isThere(process) || process.HasExited,
            "the stage comes to the step",
            () => process.Output + process.Errors
        );
        process.Signal(Signals.Kill);
        var ended = await process.EndAsync();
        if (ended.Code == 128 + Signals.Kill)
        {
            _kills++;
            return true;
        }
        ended.ShouldHaveCode(0);
        return false;
    }

    /// <summary>Starts a stage, and kills its hub when that has begun with the modules; false when the stage was over.</summary>
    private static async Task<bool> IsHubKilledAsync(
        PipelineBed bed,
        IReadOnlyList<string> words,
        string data
    )
    {
        using var process = bed.Sandbox.Start(words);
        var hub = await HubOfAsync(bed, process);
        var state = Path.Combine(data, "state");
        await Until.TrueAsync(
            () => Directory.Exists(state) && Directory.EnumerateFiles(state).Any(),
            "the hub has begun with a module",
            () => process.Output + process.Errors
        );
        Signals.Send(hub.Pid, Signals.Kill);
        var ended = await process.EndAsync();
        if (ended.Code == 0)
        {
            return false;
        }
        ended.ShouldHaveCode(3).Errors.ShouldContain("SIGKILL");
        return true;
    }

    private static Task<HostProcess> HubOfAsync(PipelineBed bed, BenchProcess stage) =>
        Until.ThereAsync(
            () =>
                bed.Sandbox.Processes.FirstOrDefault(p =>
                    p.ParentPid == stage.Pid && p.Arguments.Contains("serve")
                ),
            "the stage has a hub",
            () => stage.Output + stage.Errors
        );

    private static Func<BenchProcess, bool> Says(string words) =>
        process => process.Output.Contains(words, StringComparison.Ordinal);

    private static Func<BenchProcess, bool> Exists(params string[] path) =>
        _ => Path.Exists(Path.Combine(path));

    private static async Task NotSeededAsync(PipelineBed bed) =>
        (await bed.PreserveAsync()).ShouldHaveCode(2).Errors.ShouldContain("no seeded backend");

    /// <summary>What has a module's name in the snapshot is that module.</summary>
    private static void WholeModules(PipelineBed bed)
    {
        foreach (var module in Directory.GetDirectories(bed.Made).Select(Path.GetFileName))
        {
            var taken = Path.Combine(bed.Snapshot, module!);
            if (Directory.Exists(taken))
            {
                PipelineBed.Tree(taken).ShouldBe(PipelineBed.Tree(Path.Combine(bed.Made, module!)));
            }
        }
    }
}
