using System.Collections.Concurrent;
using Bench.Coordinator.Barriers;
using Bench.Coordinator.Telemetry;
using Bench.Coordinator.Workers;
using Bench.Model.Decisions;
using Bench.Model.Progress;
using Bench.Model.Runs;
using Bench.Model.Sealing;
using Bench.Protocol.Leading;
using Bench.Protocol.Liveness;
using Bench.Protocol.Records;
using Bench.Protocol.Runs;
using Bench.Protocol.Sealing;

namespace Bench.Coordinator.Leading;

/// <summary>Carries out what <see cref="LeadPolicy"/> decides from each look.</summary>
internal sealed class Leader(
    RecordStore records,
    LoadedRun run,
    LeadLook look,
    WorkerSupervisor supervisor,
    RetryRequests retries,
    IRunObserver observer,
    string benchVersion,
    TimeProvider time
)
{
    private readonly RunConfig _config = run.Config;
    private readonly LivenessWatch _liveness = new(
        TimeSpan.FromSeconds(run.Config.Options.LeaseSeconds),
        TimeSpan.FromSeconds(
            run.Config.Options.StartTimeoutSeconds ?? RunOptions.DefaultStartTimeoutSeconds
        ),
        time
    );
    private readonly LeadFacts _facts = new(records, run.Config, time);
    private readonly ConcurrentDictionary<string, bool> _offered = new(StringComparer.Ordinal);
    private readonly LeadNotes _notes = new(observer, run.Config);
    private readonly BarrierKeeper? _barriers = BarrierKeeper.IsNeeded(run.Config)
        ? new BarrierKeeper(records, run.Config, look.Log, time)
        : null;
    private LivenessView _view = LivenessView.Unknown;
    private Dictionary<string, string> _lost = new(StringComparer.Ordinal);
    private List<string> _expected = [];

    /// <summary>When the next look is due before its time, as a timestamp.</summary>
    public long? NextDue => _view.NextDue;

    /// <summary>The start barriers; null in a run without any.</summary>
    public BarrierKeeper? Barriers => _barriers;

    /// <summary>Longest time between two looks; null for the run's own.</summary>
    public TimeSpan? MostBetweenLooks => _barriers is null ? null : BarrierKeeper.Poll;

    /// <summary>Entries that nobody may work on and that have no result.</summary>
    public IReadOnlySet<int> Orphaned { get; private set; } = new HashSet<int>();

    public void Offer(string vm) => _offered[vm] = true;

    public void Withdraw(string vm) => _offered.TryRemove(vm, out _);

    /// <summary>Whether a VM's worker is known, or seen, to live.</summary>
    public bool Lives(string vm) =>
        supervisor.Supervises(vm)
            ? supervisor.Runs(vm)
            : look.Progress.GetValueOrDefault(vm) is { State: not WorkerState.Ended } progress
                && ProgressRights.IsCurrent(look.State, progress)
                && !_lost.ContainsKey(vm)
                && !_view.Silent.Contains(vm);

    /// <summary>One step after a look: the seal, when the run has ended.</summary>
    /// <param name="saw">Is called once the look has been taken into account.</param>
    public async Task<Seal?> LeadAsync(Action saw)
    {
        if (look.LeadsNewly)
        {
            // All that silence is told from is of this coordinator's own time as leader.
            _liveness.Restart();
            LeadMetrics.Leads();
        }
        await SuperviseAsync();
        SeeLives();
        look.Cancel.Look(Lives, look.Progress);
        saw();
        if (look.Cancel is { IsCancelled: true, IsOver: false } && look.State.Seal is null)
        {
            return null;
        }
        var asked = retries.Tests;
        _facts.Forget(asked);
        var granted = new List<Grant>();
        Situation situation;
        while (true)
        {
            situation = Situation(asked);
            var actions = LeadPolicy.Decide(situation);
            foreach (var action in actions)
            {
                if (action is LeadAction.Seal end)
                {
                    return await SealAsync(end.Reason);
                }
                if (!await DoAsync(action, granted))
                {
                    // Another coordinator leads.
                    return null;
                }
            }
            if (!actions.Any(action => action is LeadAction.Fence or LeadAction.Read))
            {
                if (!actions.Any(action => action is LeadAction.Wait))
                {
                    look.Beat.Waiting = _notes.GoesOn();
                }
                break;
            }
        }
        if (_barriers is not null)
        {
            await _barriers.LookAsync(look.Progress, Gone(), CancellationToken.None);
            // All VMs have all entries: there is nothing to grant.
            retries.Answer(asked, granted, _ => true);
            return null;
        }
        var tests = new TestCases(situation);
        retries.Answer(asked, granted, tests.IsSettled);
        SeeOrphans(tests);
        if (granted.Count > 0)
        {
            // Workers that are not there yet are started at once.
            await SuperviseAsync();
        }
        return null;
    }

    /// <summary>VMs whose right to their entries has ended: nobody waits for them at a barrier.</summary>
    private HashSet<string> Gone() =>
        _config
            .Vms.Select(vm => vm.Name)
            .Where(look.State.IsFenced)
            .ToHashSet(StringComparer.Ordinal);

    private async Task SuperviseAsync()
    {
        var started = await supervisor.LookAsync(
            look.State,
            look.Progress,
            mayStart: !look.Cancel.IsCancelled && look.State.Seal is null,
            CancellationToken.None
        );
        foreach (var vm in started)
        {
            _liveness.Started(vm, look.State, look.Progress.GetValueOrDefault(vm));
        }
    }

    private void SeeLives()
    {
        var expected = _config.Vms.Select(vm => vm.Name).Where(IsExpected).ToList();
        if (look.LeadsNewly)
        {
            _facts.ForgetAll();
            _view = LivenessView.Unknown;
            _facts.See(look.State, look.Progress.Values);
        }
        else
        {
            _view = _liveness.Polled(look.BegunAt, expected, look.State, look.Progress);
            _facts.See(look.State, look.Changed);
        }
        look.Taken();
        _notes.Suspects(_view.Suspicion);
        var lost = new Dictionary<string, string>(_view.Lost, StringComparer.Ordinal);
        foreach (var (vm, reason) in supervisor.GivenUp)
        {
            lost[vm] = reason;
        }
        // What was read of those while they were at work is out of date.
        _facts.Forget(look.State, _lost.Keys.Where(vm => !lost.ContainsKey(vm)));
        _facts.Forget(look.State, _expected.Except(expected, StringComparer.Ordinal));
        (_lost, _expected) = (lost, expected);
    }

    /// <summary>Whether a VM has work left, so that it must show signs of life.</summary>
    private bool IsExpected(string vm) =>
        look.State.AttemptsOf(vm).Count > 0
        && !look.State.IsFenced(vm)
        && !(
            look.Progress.GetValueOrDefault(vm) is { } progress
            && ProgressRights.IsDone(look.State, progress)
        );

    private Situation Situation(IReadOnlyList<int> asked) =>
        new()
        {
            Config = _config,
            State = look.State,
            Progress = look.Progress,
            Ended = _facts.Ended,
            Read = _facts.Read,
            Failed = _facts.Failed,
            Lost = _lost,
            Candidates = Candidates(),
            Requested = asked,
            EndsFor =
                look.Cancel.IsCancelled ? SealReason.Cancelled
                : look.Beat.Led.TotalSeconds > _config.Options.RunTimeoutSeconds
                    ? SealReason.TimedOut
                : null,
            IsClosing = _config.Vms.Any(vm => IsClosing(vm.Name)),
        };

    /// <summary>Done, and its process is on its way out, which is no more than a moment.</summary>
    private bool IsClosing(string vm) =>
        supervisor.Runs(vm)
        && !look.State.IsFenced(vm)
        && look.Progress.GetValueOrDefault(vm) is { State: WorkerState.Ended };

    private List<Candidate> Candidates()
    {
        var candidates = new List<Candidate>();
        if (look.Cancel.IsCancelled)
        {
            return candidates;
        }
        foreach (var vm in _config.Vms.Select(vm => vm.Name))
        {
            if (_lost.ContainsKey(vm) || _view.Silent.Contains(vm))
            {
                continue;
            }
            var fenced = look.State.IsFenced(vm);
            if (!fenced && (_view.Living.Contains(vm) || supervisor.CanRun(vm, fenced)))
            {
                candidates.Add(new Candidate(vm));
            }
            else if (fenced && (supervisor.CanRun(vm, fenced) || _offered.ContainsKey(vm)))
            {
                candidates.Add(new Candidate(vm, IsLastResort: true));
            }
        }
        return candidates;
    }

    /// <summary>Whether this coordinator still leads after it.</summary>
    private async Task<bool> DoAsync(LeadAction action, List<Grant> granted)
    {
        switch (action)
        {
            case LeadAction.Fence fence:
                return await FenceAsync(fence);
            case LeadAction.Read read:
                await _facts.ReadAsync(look.State, read.Tests, CancellationToken.None);
                return true;
            case LeadAction.Give give:
                return await GrantAsync(give.Grant, granted);
            case LeadAction.Wait wait:
                Wait(wait.Reason);
                return true;
            default:
                throw new InvalidOperationException($"{action} is no action of a leader.");
        }
    }

    private async Task<bool> FenceAsync(LeadAction.Fence fence)
    {
        var request = new FenceRequest { Vm = fence.Vm, Reason = fence.Reason };
        if (!await look.Log.TryFenceAsync(request, CancellationToken.None))
        {
            return false;
        }
        _facts.Forget(look.State, [fence.Vm]);
        LeadMetrics.Fenced();
        _notes.Fenced(fence);
        await _facts.FenceAsync(look.State, fence.Vm, fence.Reason, CancellationToken.None);
        return true;
    }

    private async Task<bool> GrantAsync(Grant grant, List<Grant> granted)
    {
        if (!await look.Log.TryGrantAsync(grant, CancellationToken.None))
        {
            return false;
        }
        _facts.Granted(grant.Entries.Select(entry => entry.MatrixId));
        _offered.TryRemove(grant.Vm, out _);
        granted.Add(grant);
        LeadMetrics.Granted(grant);
        _notes.Granted(grant);
        return true;
    }

    private void Wait(string reason)
    {
        if (supervisor.NobodyComes)
        {
            throw new HostsUnfitException(records.RunUri, [.. supervisor.GivenUp.Keys], reason);
        }
        look.Beat.Waiting = _notes.Waits(reason);
    }

    /// <summary>Seals the run, or completes what a seal that is there leaves to do; null when another coordinator leads now.</summary>
    public async Task<Seal?> SealAsync(SealReason reason)
    {
        if (reason == SealReason.TimedOut && look.State.Seal is null)
        {
            observer.Note(
                $"the run took longer than {_config.Options.RunTimeoutSeconds} s (--timeout)"
            );
        }
        var sealer = new Sealer(records, run, look.Log, time, benchVersion, _facts.Ledger);
        return await sealer.SealAsync(reason, CancellationToken.None);
    }

    private void SeeOrphans(TestCases tests) =>
        Orphaned = tests
            .Abandoned()
            .Where(test => !tests.IsComplete(test))
            .SelectMany(tests.EntriesOf)
            .ToHashSet();
}
