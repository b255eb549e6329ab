using Bench.Model.Decisions;
using Bench.Model.Runs;
using Bench.Protocol.Decisions;
using Bench.Protocol.Tests.Simulation;
using Bench.Storage;
using static Bench.Protocol.Tests.Simulation.TestRun;

namespace Bench.Protocol.Tests.Decisions;

public sealed class DecisionLogTests
{
    private readonly RunConfig _config = Config();

    [Test]
    public async Task Of_two_coordinators_the_later_one_leads_and_the_other_finds_out()
    {
        var store = new MemoryStore();
        var (a, b) = (Log(store, "a"), Log(store, "b"));
        await a.LeadAsync(None);
        (await a.TryFenceAsync(Fence("vm-1"), None)).ShouldBeTrue();
        await b.LeadAsync(None);
        // It has not heard of the other yet.
        a.Leads.ShouldBeTrue();

        (await a.TryGrantAsync(Grant("vm-2", 2, 1), None)).ShouldBeFalse();

        a.Leads.ShouldBeFalse();
        a.State.Leader!.Id.ShouldBe("b");
        a.Decisions.Select(d => d.Kind)
            .ShouldBe([DecisionKind.Lead, DecisionKind.Fence, DecisionKind.Lead]);
        (await b.TryGrantAsync(Grant("vm-2", 2, 1), None)).ShouldBeTrue();
        (await a.TryFenceAsync(Fence("vm-2"), None)).ShouldBeFalse();
        (await a.ReadOnAsync(None)).LastDecision.ShouldBe(4);
    }

    [Test]
    public async Task Who_does_not_lead_decides_nothing()
    {
        var store = new MemoryStore();
        var log = Log(store, "a");
        (await log.TryFenceAsync(Fence("vm-1"), None)).ShouldBeFalse();
        (await log.TryGrantAsync(Grant("vm-1", 2, 1), None)).ShouldBeFalse();
        (
            await log.TrySealAsync(new SealIntention { Reason = SealReason.Completed }, None)
        ).ShouldBeFalse();
        store.Keys.ShouldBeEmpty();
    }

    [Test]
    public async Task A_lost_reply_does_not_lose_the_lead()
    {
        var memory = new MemoryStore();
        var lossy = new InterceptedStore(
            memory,
            call => call.Operation == Operation.Create ? Fault.LostReply : Fault.None
        );
        var log = Log(lossy, "a");
        await log.LeadAsync(None);
        (await log.TryFenceAsync(Fence("vm-1"), None)).ShouldBeTrue();
        log.State.LastDecision.ShouldBe(2);
        memory.Keys.Count.ShouldBe(2);
    }

    [Test]
    public async Task Nothing_is_granted_once_the_run_is_being_sealed()
    {
        var store = new MemoryStore();
        var (a, b) = (Log(store, "a"), Log(store, "b"));
        await a.LeadAsync(None);
        await a.TrySealAsync(new SealIntention { Reason = SealReason.TimedOut }, None);
        (await a.TryGrantAsync(Grant("vm-2", 2, 1), None)).ShouldBeFalse();
        a.Leads.ShouldBeTrue();
        await b.LeadAsync(None);
        (await b.TryGrantAsync(Grant("vm-2", 2, 1), None)).ShouldBeFalse();
        store.Keys.Count.ShouldBe(3);
    }

    [Test]
    public async Task Who_only_reads_knows_the_same()
    {
        var store = new MemoryStore();
        var log = Log(store, "a");
        await log.LeadAsync(None);
        await log.TryFenceAsync(Fence("vm-1"), None);
        var state = await DecisionLog.ReadStateAsync(RecordsOf(store), _config, None);
        state.LastDecision.ShouldBe(2);
        state.Fences.ShouldBe(log.State.Fences);
    }

    /// <summary>
    /// Any number of coordinators that lead and decide at random, one store call at a time in a random order: the log
    /// is dense, every decision is of who led when it was written, and everybody knows which of theirs are in it.
    /// </summary>
    [FsCheck.NUnit.Property(MaxTest = 300)]
    public void Random_coordinators_make_one_log_with_one_leader_at_a_time(
        int seed,
        byte coordinators,
        bool lossy
    )
    {
        var memory = new MemoryStore();
        var lost = 0;
        var store = new InterceptedStore(
            memory,
            call =>
                lossy && call.Operation == Operation.Create && lost++ % 3 == 1
                    ? Fault.LostReply
                    : Fault.None
        );
        var ids = Enumerable.Range(0, 2 + (coordinators % 4)).Select(i => $"c{i}").ToList();
        var decided = ids.ToDictionary(id => id, _ => new List<string>());
        Schedule
            .FromSeed(seed)
            .Run(
                store,
                [
                    .. ids.Select(
                        (id, i) =>
                            (Func<IObjectStore, Task>)(
                                s => ActAsync(Log(s, id), seed + i, decided[id])
                            )
                    ),
                ]
            );

        var log = Log(memory, "reader");
        log.ReadOnAsync(None).GetAwaiter().GetResult();
        log.Decisions.Count.ShouldBe(memory.Keys.Count);
        log.Decisions.Select(d => d.Number).ShouldBe(Enumerable.Range(1, log.Decisions.Count));
        foreach (var decision in log.Decisions.Where(d => d.Kind != DecisionKind.Lead))
        {
            RunState
                .Fold(_config, log.Decisions.Take(decision.Number - 1))
                .Leader!.Id.ShouldBe(decision.Coordinator.Id);
        }
        foreach (var id in ids)
        {
            log.Decisions.Where(d => d.Coordinator.Id == id && d.Fence is not null)
                .Select(d => d.Fence!.Reason)
                .ShouldBe(decided[id]);
        }
    }

    /// <summary>Leads, decides some fences of its own names, and leads again when it has lost the lead.</summary>
    private static async Task ActAsync(DecisionLog log, int seed, List<string> decided)
    {
        for (var step = 0; step < 4; step++)
        {
            if (!log.Leads && (seed + step) % 3 != 0)
            {
                await log.LeadAsync(None);
            }
            var reason = $"{seed}/{step}";
            if (await log.TryFenceAsync(Fence("vm-1") with { Reason = reason }, None))
            {
                decided.Add(reason);
            }
        }
    }

    private DecisionLog Log(IObjectStore store, string id) =>
        new(RecordsOf(store), _config, Coordinator(id), new SteppingTime());
}
