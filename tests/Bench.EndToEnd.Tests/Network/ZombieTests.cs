using System.Text.Json.Nodes;
using Bench.EndToEnd.Tests.Harness;

namespace Bench.EndToEnd.Tests.Network;

/// <summary>
/// Workers that are frozen while a commit of theirs is on its way, each at another point, and come back when their work
/// was granted to another one: the commit reaches the bucket in the end, and its record counts once or is listed.
/// </summary>
public sealed class ZombieTests
{
    private const int Zombies = 4;
    private const string Survivor = "vm-5";

    private static readonly RunSetup Setup = new()
    {
        Tests = Given.OneTest + string.Concat(Enumerable.Repeat(OneMore, Zombies)),
        Configs = null,
        Workers = Zombies + 1,
        More = ["--lease", "1"],
    };

    private const string OneMore = "read,1,256k,64k,1,1,0\n";

    [Test]
    public async Task Frozen_in_the_middle_of_a_commit_and_back_as_zombies()
    {
        var vms = Enumerable.Range(1, Zombies + 1).Select(n => $"vm-{n}").ToList();
        await using var bed = await NetworkBed.CreateAsync(vms);
        var onItsWay = bed.Relay("vm-1").Hold("/iteration-0001.json");
        var done = bed.Relay("vm-2").Hold("/iteration-0001.json", HeldAt.Reply);
        var tooLate = bed.Relay("vm-3").Hold("/iteration-0002.json");
        var result = bed.Relay("vm-4").Hold("/result.json");
        // The run cannot end before the zombies are back.
        var end = bed.Relay(Survivor).Hold("/test-5/a01/result.json");
        var run = await bed.RunAsync(Setup);
        // Nobody is taken for lost before all are as they are wanted, however busy the machine is.
        run.Signal(Signals.Stop);
        var workers = vms.SkipLast(1).ToDictionary(vm => vm, vm => bed.Worker(vm));
        foreach (
            var (vm, commit) in new[]
            {
                ("vm-1", onItsWay),
                ("vm-2", done),
                ("vm-3", tooLate),
                ("vm-4", result),
            }
        )
        {
            await commit.ArrivedAsync(() => bed.Said);
            workers[vm].Signal(Signals.Stop);
        }
        bed.Worker(Survivor);
        await end.ArrivedAsync(() => bed.Said);
        run.Signal(Signals.Continue);
        await bed.DecidedAsync(
            decisions => Zombies == Granted(decisions).Distinct().Count(),
            "all that they had is granted"
        );

        onItsWay.Release();
        done.Release();
        result.Release();
        await bed.KeysAsync(
            keys =>
                keys.Contains("t1/results/vm-1/test-1/a01/iteration-0001.json")
                && keys.Contains("t1/results/vm-4/test-4/a01/result.json"),
            "the commits of the frozen are there"
        );
        foreach (var vm in new[] { "vm-1", "vm-2", "vm-4" })
        {
            workers[vm].Signal(Signals.Continue);
            (await workers[vm].EndAsync())
                .ShouldHaveCode(1)
                .Output.ShouldContain("another worker or a fence took over this VM");
        }
        end.Release();
        (await run.EndAsync()).ShouldHaveCode(0);
        var before = await Accounting.OfAsync(bed, entries: 5, iterations: 2);
        ShouldListWhatDoesNotCount(before);

        tooLate.Release();
        const string late = "t1/results/vm-3/test-3/a01/iteration-0002.json";
        await bed.KeysAsync(keys => keys.Contains(late), "the last commit is there");
        workers["vm-3"].Signal(Signals.Continue);
        (await workers["vm-3"].EndAsync()).Output.ShouldContain("the run is sealed");
        var after = await Accounting.OfAsync(bed, entries: 5, iterations: 2);
        after.Late.ShouldBe([late]);
        after.Copy.Text("report/report.json").ShouldBe(before.Copy.Text("report/report.json"));
        var status = await bed.Sandbox.BenchAsync("status", bed.RunUri(), "--json");
        JsonNode.Parse(status.ShouldHaveCode(0).Output)!["late"]!
            .AsArray()
            .Select(key => key!.GetValue<string>())
            .ShouldBe(after.Late);
    }

    private static IEnumerable<int> Granted(IEnumerable<JsonNode> decisions) =>
        decisions
            .Where(decision => decision["kind"]!.GetValue<string>() == "grant")
            .SelectMany(decision => decision["grant"]!["entries"]!.AsArray())
            .Select(entry => entry!["matrix_id"]!.GetValue<int>());

    private static void ShouldListWhatDoesNotCount(Accounting account)
    {
        account.Late.ShouldBeEmpty();
        account.Superseded.ShouldContain("t1/results/vm-1/test-1/a01/iteration-0001.json");
        account.Superseded.ShouldContain("t1/results/vm-2/test-2/a01/iteration-0001.json");
        account.Superseded.ShouldContain("t1/results/vm-3/test-3/a01/iteration-0001.json");
        // All of its iterations were committed in time, so it is complete, and the second attempt is not needed.
        account.Counted.ShouldContain("t1/results/vm-4/test-4/a01/result.json");
        account.Superseded.ShouldContain($"t1/results/{Survivor}/test-4/a02/result.json");
        foreach (var test in new[] { 1, 2, 3 })
        {
            account.Counted.ShouldContain($"t1/results/{Survivor}/test-{test}/a02/result.json");
        }
    }
}
