using System.Text.Json;

namespace Bench.Workloads.Tests.Hydration;

internal sealed class HydrationIterationTests
{
    [Test]
    public async Task Iterations_share_one_baseline_and_leave_only_it()
    {
        using var bed = new HydrationBed();
        var first = bed.Begin("i1");
        await bed.RunAsync(first);
        bed.PhaseTree()
            .ShouldBe([
                "prepare",
                "prepare/make_modules",
                "prepare/seed",
                "prepare/preserve",
                "prepare/copy_baseline",
                "measure",
                "measure/start",
                "measure/provision",
                "measure/deprovision",
                "measure/stop",
                "collect",
            ]);
        var second = bed.Begin("i2");
        await bed.RunAsync(second);
        bed.PhaseTree().ShouldNotContain("prepare/seed");
        bed.Baselines.ShouldHaveSingleItem();
        bed.Left.ShouldBeEmpty();
        foreach (var iteration in new[] { first, second })
        {
            var summary = Summary(iteration);
            summary.GetProperty("schema").GetString().ShouldBe("bench.hub-perf/1");
            summary.GetProperty("totals").GetProperty("ok").GetInt32().ShouldBe(3);
        }
        // Other modules are another baseline, and so is another way of storing them.
        await bed.RunAsync(
            bed.Begin("i3", new Dictionary<string, string> { ["modules"] = "2", ["files"] = "1" })
        );
        bed.Baselines.Count.ShouldBe(2);
    }

    [Test]
    public async Task A_baseline_that_was_changed_is_never_measured()
    {
        using var bed = new HydrationBed();
        await bed.RunAsync(bed.Begin("i1"));
        var file = Directory
            .GetFiles(bed.Baselines[0], "*.bin", SearchOption.AllDirectories)
            .First();
        var bytes = await File.ReadAllBytesAsync(file);
        bytes[0] ^= 1;
        await File.WriteAllBytesAsync(file, bytes);
        var failure = await bed.FailureOfAsync(bed.Begin("i2"));
        (failure.Kind, failure.Phase).ShouldBe(("prepare", "prepare"));
        failure.Reason.ShouldContain("not what was preserved");
    }

    [Test]
    public async Task A_baseline_that_was_left_half_made_is_made_anew()
    {
        using var bed = new HydrationBed();
        await bed.RunAsync(bed.Begin("i1"));
        File.Delete(Path.Combine(bed.Baselines[0], "preserved.json"));
        await bed.RunAsync(bed.Begin("i2"));
        bed.PhaseTree().ShouldContain("prepare/seed");
        File.Exists(Path.Combine(bed.Baselines.ShouldHaveSingleItem(), "preserved.json"))
            .ShouldBeTrue();
    }

    [Test]
    public async Task Modules_that_fail_fail_the_iteration_and_are_named()
    {
        using var bed = new HydrationBed();
        await bed.RunAsync(bed.Begin("i1"));
        var refused = Directory
            .GetDirectories(Path.Combine(bed.Baselines[0], "modules"))
            .Select(folder => Path.GetFileName(folder))
            .First();
        bed.Environment["FOREIGN_HUB_REFUSES"] = refused;
        var iteration = bed.Begin("i2");
        var failure = await bed.FailureOfAsync(iteration);
        (failure.Kind, failure.Phase).ShouldBe(("modules", "collect"));
        failure.Reason.ShouldStartWith($"1 of 3 modules failed: {refused}: ");
        failure.Reason.ShouldContain("no room for this one");
        Summary(iteration)
            .GetProperty("totals")
            .GetProperty("failed")
            .GetInt32()
            .ShouldBe(1, "the evidence is kept");
        bed.Left.ShouldBeEmpty();
    }

    [Test]
    public async Task A_hub_that_ends_fails_the_iteration_with_its_last_words()
    {
        using var bed = new HydrationBed();
        await bed.RunAsync(bed.Begin("i1"));
        bed.Before = "echo cannot open the licence; exit 7";
        var iteration = bed.Begin("i2");
        var failure = await bed.FailureOfAsync(iteration);
        (failure.Kind, failure.Phase).ShouldBe(("hub", "measure"));
        failure.Reason.ShouldContain("exit code 7");
        failure.Reason.ShouldContain("cannot open the licence");
        File.Exists(iteration.Outputs.Single(output => output.Role == "log").Path).ShouldBeTrue();
        bed.Left.ShouldBeEmpty();
    }

    [Test]
    public async Task A_hub_that_never_answers_is_ended_when_the_time_is_up()
    {
        using var bed = new HydrationBed();
        await bed.RunAsync(bed.Begin("i1"));
        bed.Before = "exec tail -f /dev/null";
        var failure = await bed.FailureOfAsync(bed.Begin("i2", timeoutSeconds: 2));
        (failure.Kind, failure.Phase).ShouldBe(("timeout", "measure"));
        failure.Reason.ShouldContain("--iteration-timeout");
    }

    [Test]
    public async Task A_baseline_of_the_users_that_is_not_there_is_told()
    {
        using var bed = new HydrationBed();
        var seeded = Path.Combine(bed.Data, "no-such-baseline");
        var failure = await bed.FailureOfAsync(
            bed.Begin("i1", new Dictionary<string, string> { ["seeded"] = seeded })
        );
        (failure.Kind, failure.Phase).ShouldBe(("prepare", "prepare"));
        failure.Reason.ShouldContain($"seeded={seeded}: no preserved baseline is there");
    }

    private static JsonElement Summary(IWorkloadIteration iteration) =>
        JsonDocument
            .Parse(File.ReadAllBytes(iteration.Outputs.Single(o => o.Role == "hub").Path))
            .RootElement;
}
