using Bench.EndToEnd.Tests.Harness;

namespace Bench.EndToEnd.Tests.Network;

/// <summary>A worker whose link is cut in the middle of a commit, in each direction.</summary>
public sealed class PartitionTests
{
    private static readonly RunSetup Setup = new() { Configs = null, More = ["--lease", "1"] };

    [TestCase(Lost.Both)]
    [TestCase(Lost.Requests)]
    [TestCase(Lost.Replies)]
    public async Task A_worker_that_is_cut_off_is_fenced_and_leaves_when_it_is_back(Lost lost)
    {
        await using var bed = await NetworkBed.CreateAsync("vm-1", "vm-2");
        var commit = bed.Relay("vm-1").Hold("/iteration-0002.json");
        // The run cannot end before the one that was cut off is back.
        var end = bed.Relay("vm-2").Hold("/a02/iteration-0001.json");
        var run = await bed.RunAsync(Setup);
        var cutOff = bed.Worker("vm-1");
        await commit.ArrivedAsync(() => bed.Said);

        await bed.Host("vm-1").CutAsync(lost);
        if (lost == Lost.Replies)
        {
            // What it had asked for is done; it never hears of it.
            commit.Release();
        }
        else
        {
            commit.Drop();
        }
        // Not before: while there is only one, a machine that is busy cannot make it look lost.
        var survivor = bed.Worker("vm-2");
        await end.ArrivedAsync(() => bed.Said);
        cutOff.HasExited.ShouldBeFalse("it waits for the store");
        (await bed.Host("vm-1").LostAsync()).ShouldBeGreaterThan(0);
        await bed.Host("vm-1").MendAsync();

        (await cutOff.EndAsync())
            .ShouldHaveCode(1)
            .Output.ShouldContain("another worker or a fence took over this VM");
        end.Release();
        (await run.EndAsync())
            .ShouldHaveCode(0)
            .Output.ShouldContain("vm-1 is fenced: it was silent for");
        (await survivor.EndAsync()).ShouldHaveCode(0);
        var account = await Accounting.OfAsync(bed, entries: 2, iterations: 2);
        account.Superseded.ShouldContain(key => key.StartsWith("t1/results/vm-1/test-"));
        account.Late.ShouldBeEmpty();
        NetworkBed.DecisionsOf(account.Copy).ShouldBe(["lead", "fence", "grant", "seal"]);
    }
}
