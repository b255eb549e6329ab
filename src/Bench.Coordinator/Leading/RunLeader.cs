using Bench.Coordinator.Barriers;
using Bench.Coordinator.Views;
using Bench.Coordinator.Workers;
using Bench.Model.Decisions;
using Bench.Model.Sealing;
using Bench.Protocol.Cancelling;
using Bench.Protocol.Decisions;
using Bench.Protocol.Progress;
using Bench.Protocol.Records;
using Bench.Protocol.Runs;
using Bench.Protocol.Sealing;

namespace Bench.Coordinator.Leading;

/// <summary>
/// Leads a run from its specs to its seal. Holds nothing that it could not read from the bucket again: another one may
/// go on at any point.
/// </summary>
public sealed class RunLeader(
    RecordStore records,
    LoadedRun run,
    WorkerSupervisor supervisor,
    CoordinatorIdentity self,
    IRunObserver observer,
    string benchVersion,
    TimeProvider time
)
{
    /// <summary>How long cancelled workers may take to end their children before the run is sealed without them.</summary>
    private static readonly TimeSpan CancelPatience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan CancelPoll = TimeSpan.FromMilliseconds(200);

    private readonly ProgressWatch _watch = new(records);
    private readonly DecisionLog _log = new(records, run.Config, self, time);
    private BarrierKeeper? _barriers;
    private long _begin;
    private long? _cancelSeenAt;

    /// <summary>Leads until the run is sealed, by this coordinator or another one.</summary>
    /// <param name="interrupt">Asks to cancel the run.</param>
    /// <exception cref="HostsUnfitException">
    /// Nothing runs any more, and entries are missing because their hosts were not fit. The run is not sealed.
    /// </exception>
    public async Task<Seal> LeadAsync(CancellationToken interrupt)
    {
        _begin = time.GetTimestamp();
        await _log.LeadAsync(CancellationToken.None);
        _barriers = BarrierKeeper.IsNeeded(run.Config)
            ? new BarrierKeeper(records, run.Config, _log, time)
            : null;
        var sealer = new Sealer(records, run, _log, time, benchVersion);
        while (true)
        {
            if (await records.GetAsync<Seal>(records.Keys.Seal, CancellationToken.None) is { } seal)
            {
                return await ShowAsync(seal);
            }
            if (interrupt.IsCancellationRequested && _cancelSeenAt is null)
            {
                observer.Note("cancelling");
                await RunCancel.RequestAsync(
                    records,
                    By(),
                    "interrupted",
                    time,
                    CancellationToken.None
                );
            }
            if (
                await StepAsync() is { } reason
                && await sealer.SealAsync(reason, CancellationToken.None) is { } own
            )
            {
                return await ShowAsync(own);
            }
            await WaitAsync(interrupt);
        }
    }

    /// <summary>One look at everything: the reason to seal now, or null to go on.</summary>
    private async Task<SealReason?> StepAsync()
    {
        if (
            _cancelSeenAt is null
            && await records.ExistsAsync(records.Keys.Cancel, CancellationToken.None)
        )
        {
            _cancelSeenAt = time.GetTimestamp();
        }
        await _watch.PollAsync(CancellationToken.None);
        await _log.ReadOnAsync(CancellationToken.None);
        var leads = _log.Leads;
        await supervisor.LookAsync(
            _watch.Latest,
            mayStart: leads && _cancelSeenAt is null && _log.State.Seal is null,
            CancellationToken.None
        );
        if (_barriers is not null && leads && _cancelSeenAt is null && _log.State.Seal is null)
        {
            await _barriers.LookAsync(_watch.Latest, supervisor.GivenUp, CancellationToken.None);
        }
        observer.Saw(View(seal: null));
        return leads ? await ReasonToSealAsync() : null;
    }

    private async Task<SealReason?> ReasonToSealAsync()
    {
        if (_log.State.Seal is { } announced)
        {
            return announced.Reason;
        }
        if (_cancelSeenAt is { } seen)
        {
            return supervisor.NoneRuns || time.GetElapsedTime(seen) > CancelPatience
                ? SealReason.Cancelled
                : null;
        }
        if (time.GetElapsedTime(_begin).TotalSeconds > run.Config.Options.RunTimeoutSeconds)
        {
            observer.Note(
                $"the run took longer than {run.Config.Options.RunTimeoutSeconds} s (--timeout)"
            );
            return SealReason.TimedOut;
        }
        if (!supervisor.AllEnded)
        {
            return null;
        }
        var sealer = new Sealer(records, run, _log, time, benchVersion);
        if (await sealer.IsCompleteAsync(CancellationToken.None))
        {
            return SealReason.Completed;
        }
        // A seal is final, and what such a host lacks, space for one, can be given to it.
        return supervisor.Unfit is { Count: > 0 } unfit
            ? throw new HostsUnfitException(records.RunUri, unfit)
            : SealReason.WorkersLost;
    }

    /// <summary>Until the next poll is due, a worker ends, or the user interrupts.</summary>
    private async Task WaitAsync(CancellationToken interrupt)
    {
        var poll = TimeSpan.FromSeconds(run.Config.Options.PollIntervalSeconds);
        var interval =
            _cancelSeenAt is not null ? CancelPoll
            : _barriers is not null && BarrierKeeper.Poll < poll ? BarrierKeeper.Poll
            : poll;
        using var waited = CancellationTokenSource.CreateLinkedTokenSource(
            _cancelSeenAt is null ? interrupt : CancellationToken.None
        );
        var due = Task.Delay(interval, time, waited.Token);
        await Task.WhenAny(due, supervisor.AnyExit);
        await waited.CancelAsync();
    }

    private async Task<Seal> ShowAsync(Seal seal)
    {
        await _watch.PollAsync(CancellationToken.None);
        observer.Saw(View(seal));
        return seal;
    }

    private RunView View(Seal? seal) =>
        new()
        {
            Config = run.Config,
            Progress = _watch.Latest,
            Leader = _log.State.Leader,
            Seal = seal,
        };

    private static string By() => $"{Environment.UserName}@{Environment.MachineName}";
}
