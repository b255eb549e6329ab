using Bench.EndToEnd.Tests.Harness;
using Bench.EndToEnd.Tests.Recomputation;

namespace Bench.EndToEnd.Tests.Network;

/// <summary>Links that lose packets, and a bucket that is far away.</summary>
public sealed class SlowLinkTests
{
    [Test]
    public async Task A_run_is_right_when_a_fifth_of_a_workers_packets_is_lost()
    {
        await using var bed = await NetworkBed.CreateAsync("vm-1", "vm-2");
        var setup = new RunSetup
        {
            Job = Given.TimedJob("200ms"),
            Iterations = 3,
            More = ["--lease", "1"],
        };
        var run = await bed.RunAsync(setup);
        await bed.Host("vm-1").LosePercentAsync(20);
        bed.Worker("vm-1");
        bed.Worker("vm-2");

        // Whether the one with the bad link keeps its claim is left to chance.
        (await run.EndAsync()).ShouldHaveCode(0);
        (await bed.Host("vm-1").LostAsync()).ShouldBeGreaterThan(0);
        await Accounting.OfAsync(bed, entries: 4, iterations: 3);
    }

    [Test]
    public async Task A_bucket_that_answers_after_200_ms_costs_nobody_its_claim()
    {
        await using var bed = await NetworkBed.CreateAsync("vm-1", "vm-2");
        // A heartbeat is four requests one after the other, of which each may have to connect anew: more than three
        // seconds. It must fit into a third of the lease also on a machine that is busy.
        var setup = new RunSetup
        {
            Configs = null,
            Job = Given.TimedJob("200ms"),
            More = ["--lease", "30"],
        };
        var run = await bed.RunAsync(setup);
        foreach (var host in new[] { NetworkBed.Boss, "vm-1", "vm-2" })
        {
            bed.Relay(host).Delay = TimeSpan.FromMilliseconds(200);
        }
        bed.Worker("vm-1");
        bed.Worker("vm-2");

        (await run.EndAsync()).ShouldHaveCode(0);
        var account = await Accounting.OfAsync(bed, entries: 2, iterations: 2);
        SealedRun.ShouldBeWhole(account.Copy, entries: 2, iterations: 2);
        NetworkBed.DecisionsOf(account.Copy).ShouldBe(["lead", "seal"]);
    }
}
