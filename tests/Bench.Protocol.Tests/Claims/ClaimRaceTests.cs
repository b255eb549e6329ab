using Bench.Model.Claims;
using Bench.Model.Decisions;
using Bench.Model.Runs;
using Bench.Protocol.Claims;
using Bench.Protocol.Decisions;
using Bench.Protocol.Records;
using Bench.Protocol.Tests.Simulation;
using Bench.Storage;
using static Bench.Protocol.Tests.Simulation.TestRun;

namespace Bench.Protocol.Tests.Claims;

/// <summary>Races for a claim in every order that the store calls can have.</summary>
public sealed class ClaimRaceTests
{
    private readonly RunConfig _config = Config();

    [Test]
    public void Of_racing_takeovers_one_wins_and_the_others_name_it()
    {
        var orders = Schedule.ForEveryOrder(schedule =>
        {
            var store = NewRun();
            Wait(
                RecordsOf(store)
                    .CreateAsync(RecordsOf(store).Keys.Claim("vm-1", 1), Claim("vm-1", 1, 1), None)
            );
            var outcomes = new ClaimOutcome[2];
            schedule.Run(
                store,
                async s => outcomes[0] = await TakeAsync(s, process: 2),
                async s => outcomes[1] = await TakeAsync(s, process: 3)
            );
            var taken = outcomes.OfType<ClaimOutcome.Taken>().ShouldHaveSingleItem();
            var left = outcomes.OfType<ClaimOutcome.HeldBy>().ShouldHaveSingleItem();
            left.Claim.Writer.ShouldBe(taken.Claim.Writer);
            ChainOf(store).Select(c => c.Epoch).ShouldBe([1, 2]);
        });
        orders.ShouldBeGreaterThan(10);
    }

    [Test]
    public void A_fence_is_in_force_after_any_race_with_a_takeover()
    {
        var takenFirst = 0;
        var orders = Schedule.ForEveryOrder(schedule =>
        {
            var store = NewRun();
            Wait(
                RecordsOf(store)
                    .CreateAsync(RecordsOf(store).Keys.Claim("vm-1", 1), Claim("vm-1", 1, 1), None)
            );
            ClaimOutcome? outcome = null;
            Claim? fence = null;
            schedule.Run(
                store,
                async s => outcome = await TakeAsync(s, process: 2),
                async s => fence = await FenceByDecisionAsync(s)
            );
            var chain = ChainOf(store);
            chain.Select(c => c.Epoch).ShouldBe(Enumerable.Range(1, chain.Count));
            chain[^1].Writer.ShouldBe(fence!.Writer);
            chain.Count(c => c.Kind == ClaimKind.Fence).ShouldBe(1);
            if (outcome is ClaimOutcome.Taken taken)
            {
                // The takeover was first: the fence ends it, and its guard tells.
                takenFirst++;
                taken.Claim.Epoch.ShouldBe(2);
                fence.Epoch.ShouldBe(3);
                Wait(
                        new ClaimGuard(RecordsOf(store), taken.Claim, new SteppingTime()).LookAsync(
                            None
                        )
                    )
                    .ShouldBe(Standing.Superseded);
            }
            else
            {
                outcome.ShouldBeOfType<ClaimOutcome.Fenced>().Claim.Writer.ShouldBe(fence.Writer);
            }
        });
        takenFirst.ShouldBeInRange(1, orders - 1);
    }

    [Test(
        Description = "regression: a second fence was not put in force while an earlier one stood"
    )]
    public void A_second_fence_is_in_force_after_any_race_with_a_claim_for_the_grant_between()
    {
        var claimed = 0;
        var orders = Schedule.ForEveryOrder(schedule =>
        {
            var store = NewRun();
            Decide(store, 1, DecisionKind.Fence);
            Wait(Fencing.FenceAsync(RecordsOf(store), "vm-1", "silent", new SteppingTime(), None));
            Decide(store, 2, DecisionKind.Grant);
            var state = Wait(DecisionLog.ReadStateAsync(RecordsOf(store), _config, None));
            ClaimOutcome? outcome = null;
            Claim? fence = null;
            schedule.Run(
                store,
                async s => outcome = await TakeAsync(s, process: 2, state),
                async s =>
                {
                    await DecideAsync(s, 3, DecisionKind.Fence);
                    fence = await Fencing.FenceAsync(
                        RecordsOf(s),
                        "vm-1",
                        "silent again",
                        new SteppingTime(),
                        None
                    );
                }
            );
            var last = ChainOf(store)[^1];
            last.Kind.ShouldBe(ClaimKind.Fence);
            last.Writer.ShouldBe(fence!.Writer);
            claimed += outcome is ClaimOutcome.Taken ? 1 : 0;
        });
        claimed.ShouldBeInRange(1, orders - 1);
    }

    [Test]
    public void Racing_fences_are_all_in_force_one_after_the_other()
    {
        Schedule
            .ForEveryOrder(schedule =>
            {
                var store = NewRun();
                schedule.Run(
                    store,
                    s => Fencing.FenceAsync(RecordsOf(s), "vm-1", "a", new SteppingTime(), None),
                    s => Fencing.FenceAsync(RecordsOf(s), "vm-1", "b", new SteppingTime(), None)
                );
                ChainOf(store)
                    .Select(c => (c.Epoch, c.Kind))
                    .ShouldBe([(1, ClaimKind.Fence), (2, ClaimKind.Fence)]);
            })
            .ShouldBeGreaterThan(1);
    }

    private MemoryStore NewRun()
    {
        var store = new MemoryStore();
        Wait(RecordsOf(store).CreateAsync(RecordsOf(store).Keys.Config, _config, None));
        return store;
    }

    private DecisionLog NewLog(IObjectStore store, string id) =>
        new(RecordsOf(store), _config, Coordinator(id), new SteppingTime());

    private async Task<Claim> FenceByDecisionAsync(IObjectStore store)
    {
        var log = NewLog(store, "a");
        await log.LeadAsync(None);
        await log.TryFenceAsync(Fence("vm-1"), None);
        return await Fencing.FenceAsync(
            RecordsOf(store),
            "vm-1",
            "silent",
            new SteppingTime(),
            None
        );
    }

    /// <summary>Process 1 is dead and every other one lives.</summary>
    private async Task<ClaimOutcome> TakeAsync(
        IObjectStore store,
        int process,
        RunState? state = null
    )
    {
        var locks = new FakeLocks();
        locks.ByProcess[1] = LockState.Free;
        locks.ByProcess[2] = LockState.Held;
        locks.ByProcess[3] = LockState.Held;
        var records = RecordsOf(store);
        var time = new SteppingTime();
        return await new ClaimTaking(
            records,
            new HolderProof(records, locks, time),
            time
        ).TakeAsync("vm-1", Holder(process), state ?? RunState.Fold(_config, []), Lease, None);
    }

    private static void Decide(IObjectStore store, int number, DecisionKind kind) =>
        Wait(DecideAsync(store, number, kind));

    private static async Task DecideAsync(IObjectStore store, int number, DecisionKind kind)
    {
        var decision = Decision(number, kind) with
        {
            Fence = kind == DecisionKind.Fence ? Fence("vm-1") : null,
            Grant = kind == DecisionKind.Grant ? Grant("vm-1", 2, 1, 3) : null,
        };
        var records = RecordsOf(store);
        (
            await records.CreateAsync(records.Keys.Decision(number), decision, None)
        ).Won.ShouldBeTrue();
    }

    private static List<Claim> ChainOf(MemoryStore store)
    {
        var records = RecordsOf(store);
        return
        [
            .. store
                .Keys.Where(key => records.Keys.ParseClaim(key) is not null)
                .Select(key => Wait(records.GetAsync<Claim>(key, None))!),
        ];
    }

    private static T Wait<T>(Task<T> task) => task.GetAwaiter().GetResult();

    private static void Wait(Task task) => task.GetAwaiter().GetResult();
}
