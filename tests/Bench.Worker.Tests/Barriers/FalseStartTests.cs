using Bench.Model.Progress;
using Bench.Model.Results;
using Bench.Model.Runs;
using Bench.Planning.Blocks;
using Bench.Protocol.Barriers;
using Bench.Protocol.Commits;
using Bench.Protocol.Decisions;
using Bench.Worker.Barriers;
using Bench.Worker.Entries;
using Bench.Worker.Iterations;
using Bench.Worker.Manifests;
using Bench.Workloads;

namespace Bench.Worker.Tests.Barriers;

/// <summary>A worker that was misled takes back what it has begun, and runs the iteration as if it had not been.</summary>
[CancelAfter(60_000)]
internal sealed class FalseStartTests
{
    [Test]
    public async Task Its_work_is_ended_and_does_not_count(CancellationToken cancel)
    {
        var barrier = new StartBarrier(StartBed.Place, new Told(false), TimeProvider.System);
        await barrier.PassAsync(null, cancel);

        var failed = await Should.ThrowAsync<IterationFailedException>(() =>
            barrier.GuardAsync(token => Task.Delay(Timeout.Infinite, token), cancel)
        );

        failed.Failure.Kind.ShouldBe(FailureKinds.Barrier);
        barrier.WasFalse.ShouldBeTrue();
    }

    [Test]
    public async Task Work_that_ended_before_the_log_answered_does_not_count_either(
        CancellationToken cancel
    )
    {
        var barrier = new StartBarrier(StartBed.Place, new Told(false), TimeProvider.System);
        await barrier.PassAsync(null, cancel);

        await Should.ThrowAsync<IterationFailedException>(() =>
            barrier.GuardAsync(_ => Task.CompletedTask, cancel)
        );

        barrier.WasFalse.ShouldBeTrue();
    }

    [Test]
    public async Task A_start_that_is_confirmed_is_recorded(CancellationToken cancel)
    {
        var barrier = new StartBarrier(StartBed.Place, new Told(true), TimeProvider.System);
        await barrier.PassAsync(new Work(), cancel);
        await barrier.GuardAsync(_ => Task.CompletedTask, cancel);
        barrier.Ended();
        await barrier.CompareClocksAsync(cancel);

        var facts = barrier.Facts.ShouldNotBeNull();
        (facts.Signal, facts.Held, facts.GoDecision).ShouldBe((StartSignalKind.Channel, true, 7));
        facts.StartedNanoseconds.ShouldBeGreaterThan(facts.GoReceivedNanoseconds);
        facts.AfterGoSeconds.ShouldBeGreaterThan(0);
        facts.Exchanges.Count.ShouldBe(2, "before the work and after it");
    }

    [Test]
    public async Task The_iteration_is_run_again_and_committed_once(CancellationToken cancel)
    {
        using var bed = await StartBed.CreateAsync();
        var entry = bed.Spec.TestEntries[0];
        var runner = new Runner(bed, entry.MatrixId);
        var book = new EntryBook();
        var page = book.Add(entry, new Attempt(entry.MatrixId, 1, "vm-1"));
        var spec = bed.Spec with { Iterations = 1 };
        var loop = new ReplicaLoop(
            spec,
            bed.Claim,
            runner,
            new Committing(bed.Bed.Records, TimeProvider.System),
            new ReplicaLedger(bed.Bed.Records),
            bed.Starts,
            runner.Signal,
            new ConfirmedClaim(
                bed.Guard,
                bed.Stop,
                bed.Permit,
                bed.Counters,
                bed.Role.Log,
                TimeProvider.System
            ),
            bed.Counters,
            new ManifestWriter(bed.Bed.Records, spec, book, bed.Counters, TimeProvider.System),
            bed.Permit,
            bed.Role.Log,
            TimeProvider.System
        );

        await loop.RunAsync([page]).WaitAsync(cancel);

        runner.Runs.ShouldBe(2);
        page.Iterations.ShouldHaveSingleItem().Status.ShouldBe(IterationStatus.Ok);
        (await bed.Bed.CommittedAsync()).Count.ShouldBe(2, "an iteration and the result");
        bed.Counters.Next().LastErrors.ShouldHaveSingleItem().ShouldContain("false start");
    }

    private sealed class Work : IHeldWork
    {
        public void Release() { }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    /// <summary>A start by the channel that the log knows or does not know.</summary>
    private sealed class Told(params IEnumerable<bool> known) : IStartSignal
    {
        private readonly Queue<bool> _known = new(known);

        /// <summary>What comes before a start.</summary>
        public Func<bool, Task<int>> Before { get; init; } = _ => Task.FromResult(7);

        public async Task<StartNotice?> WaitAsync(
            BarrierPlace place,
            Action go,
            CancellationToken cancel
        )
        {
            var isKnown = _known.Dequeue();
            var decision = await Before(isKnown);
            var at = Monotonic.Nanoseconds(TimeProvider.System);
            go();
            return new StartNotice(
                decision,
                ["vm-1"],
                StartSignalKind.Channel,
                at,
                [FakeChannel.Stamps]
            )
            {
                ConfirmAsync = _ => Task.FromResult(isKnown),
            };
        }

        public Task<IReadOnlyList<ClockStamps>> CompareClocksAsync(CancellationToken cancel) =>
            Task.FromResult<IReadOnlyList<ClockStamps>>([FakeChannel.Stamps]);
    }

    /// <summary>Iterations that only pass their barrier. The first go is false; once the second is committed it is judged.</summary>
    private sealed class Runner : IIterationRunner
    {
        private readonly StartBed _bed;
        private readonly int _matrixId;

        public Runner(StartBed bed, int matrixId)
        {
            (_bed, _matrixId) = (bed, matrixId);
            Signal = new Told(false, true) { Before = DecideAsync };
        }

        public Told Signal { get; }

        public int Runs { get; private set; }

        public async Task<IterationRecord> RunAsync(
            MatrixEntry entry,
            Attempt attempt,
            ScheduledIteration scheduled,
            TimeSpan? limit,
            CancellationToken cancel,
            StartBarrier? barrier = null
        )
        {
            Runs++;
            await barrier!.PassAsync(null, cancel);
            Failure? failure = null;
            try
            {
                await barrier.GuardAsync(_ => Task.CompletedTask, cancel);
            }
            catch (IterationFailedException e)
            {
                failure = e.Failure;
            }
            return Records.Iteration(entry, attempt, scheduled, failure);
        }

        public IterationRecord NotRun(
            MatrixEntry entry,
            Attempt attempt,
            ScheduledIteration scheduled,
            Failure failure
        ) => Records.Iteration(entry, attempt, scheduled, failure);

        public Task<Failure?> WarmUpAsync(
            MatrixEntry entry,
            Attempt attempt,
            ScheduledIteration scheduled,
            CancellationToken cancel
        ) => Task.FromResult<Failure?>(null);

        /// <summary>Both decisions at once: a worker reads the verdict only after its own record.</summary>
        private async Task<int> DecideAsync(bool isKnown)
        {
            if (!isKnown)
            {
                return 99;
            }
            var place = new BarrierPlace(_matrixId, 1, 1);
            await _bed.DecideAsync(StartBed.Go(place, "vm-1"));
            var go = _bed.Decisions.State.LastDecision;
            await _bed.Decisions.TryJudgeAsync(
                new()
                {
                    Go = go,
                    Outcome = Bench.Model.Decisions.VerdictOutcome.Counted,
                    Survivors = [],
                },
                default
            );
            return go;
        }
    }
}
