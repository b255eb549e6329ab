namespace Bench.EndToEnd.Tests.Hubs;

/// <summary>The stages with a hub of another make, started from a command template.</summary>
public sealed class ForeignHubTests
{
    [Test]
    public async Task Any_hub_of_the_same_interface_is_driven()
    {
        await using var bed = Foreign();
        await bed.MakeAsync(modules: 3);
        (await bed.SeedAsync("--wipe")).ShouldHaveCode(0);
        (await bed.PreserveAsync()).ShouldHaveCode(0);
        (await bed.PerfAsync()).ShouldHaveCode(0);
        var totals = bed.Summaries.ShouldHaveSingleItem().GetProperty("totals");
        totals.GetProperty("ok").GetInt32().ShouldBe(3);
        totals.TryGetProperty("files", out _).ShouldBeFalse("this hub does not tell");
        PipelineBed
            .Tree(Path.Combine(bed.PlaceOf("run"), "zen-seed-packed"))
            .ShouldBe(PipelineBed.Tree(bed.Made));
    }

    [Test]
    public async Task It_brings_the_modules_of_its_own_store()
    {
        await using var bed = Foreign();
        await bed.MakeAsync(modules: 2);
        var modules = Directory.GetDirectories(bed.Made);
        foreach (var module in modules)
        {
            File.WriteAllText(Path.Combine(module, "incremental-state.cbo"), "state");
        }
        var store = $"file://{bed.Made}";
        (await bed.SnapshotAsync(store)).ShouldHaveCode(0).Output.ShouldContain("2 modules taken");
        PipelineBed.Modules(bed.Snapshot).ShouldBe(PipelineBed.Tree(bed.Made));
    }

    [Test]
    public async Task Benchs_own_hub_is_not_asked_for_its_modules()
    {
        await using var bed = new PipelineBed();
        await bed.MakeAsync(modules: 1);
        var module = Directory.GetDirectories(bed.Made).ShouldHaveSingleItem();
        File.WriteAllText(Path.Combine(module, "incremental-state.cbo"), "state");
        var refused = (await bed.SnapshotAsync($"file://{bed.Made}")).ShouldHaveCode(2);
        refused.Errors.ShouldContain(Path.GetFileName(module));
        refused.Errors.ShouldContain("--hub-command");
        Directory.Exists(bed.Snapshot).ShouldBeFalse();
    }

    [Test]
    public async Task A_module_that_it_refuses_fails_the_iteration_and_is_named()
    {
        await using var bed = Foreign();
        await bed.MakeAsync(modules: 3);
        (await bed.SeedAsync("--wipe")).ShouldHaveCode(0);
        (await bed.PreserveAsync()).ShouldHaveCode(0);
        var refused = Path.GetFileName(Directory.GetDirectories(bed.Made)[0]);
        bed.Sandbox.Environment["FOREIGN_HUB_REFUSES"] = refused;
        var perf = (await bed.PerfAsync()).ShouldHaveCode(1);
        perf.Output.ShouldContain(refused);
        perf.Output.ShouldContain("507 no room for this one");
        var totals = bed.Summaries.ShouldHaveSingleItem().GetProperty("totals");
        totals.GetProperty("failed").GetInt32().ShouldBe(1);
        totals.GetProperty("ok").GetInt32().ShouldBe(2);
    }

    [Test]
    public async Task One_that_ends_at_once_is_told_with_its_last_words()
    {
        await using var bed = new PipelineBed
        {
            Hub = ["--hub-command", "sh -c 'echo cannot open the licence; exit 7' {port}"],
        };
        await bed.MakeAsync(modules: 1);
        var seed = (await bed.SeedAsync()).ShouldHaveCode(3);
        seed.Errors.ShouldContain("exit code 7");
        seed.Errors.ShouldContain("cannot open the licence");
    }

    private static PipelineBed Foreign()
    {
        var script = Path.Combine(AppContext.BaseDirectory, "TestData", "foreign-hub.py");
        return new()
        {
            Hub = ["--hub-command", $"/usr/bin/python3 {script} {{port}} {{data_dir}} {{flags}}"],
        };
    }
}
