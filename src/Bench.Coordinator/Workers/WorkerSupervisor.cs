using Bench.Coordinator.Leading;
using Bench.Fleet;
using Bench.Model.Claims;
using Bench.Model.Progress;
using Bench.Model.Runs;
using Bench.Protocol.Claims;
using Bench.Protocol.Records;

namespace Bench.Coordinator.Workers;

/// <summary>
/// Keeps one worker for each VM going: starts it, leaves a living one of another coordinator alone, and starts a dead
/// one again, which takes up its work where it was. Gives up on one that dies again and again without progress.
/// </summary>
public sealed class WorkerSupervisor(
    RecordStore records,
    RunConfig config,
    IFleet fleet,
    ILockProbe locks,
    IRunObserver observer
)
{
    private const int MaxRestartsWithoutProgress = 3;

    // Exit codes of a worker that could not work at all, which would be the same the next time.
    private const int UsageCode = 2;
    private const int EnvironmentCode = 3;

    private readonly List<SupervisedWorker> _workers =
    [
        .. config
            .Distribution.Where(share => share.Entries.Count > 0)
            .Select(share => new SupervisedWorker(share)),
    ];

    /// <summary>Whether nothing runs and nothing will be started again.</summary>
    public bool AllEnded => _workers.All(worker => worker.Done || worker.GivenUp);

    /// <summary>VMs whose host was not fit for their worker: mended, they can go on.</summary>
    public IReadOnlyList<string> Unfit =>
        [.. _workers.Where(worker => worker.Unfit).Select(worker => worker.Vm)];

    /// <summary>VMs whose worker is not started again.</summary>
    public IReadOnlySet<string> GivenUp =>
        _workers.Where(worker => worker.GivenUp).Select(worker => worker.Vm).ToHashSet();

    /// <summary>Whether no worker process is known to run.</summary>
    public bool NoneRuns => _workers.All(worker => worker.Handle is null && !worker.Attached);

    /// <summary>Completes when any worker that was started here ends.</summary>
    public Task AnyExit =>
        Task.WhenAny([
            .. _workers.Where(w => w.Handle is not null).Select(w => w.Handle!.Completion),
            Never,
        ]);

    private static Task Never { get; } = new TaskCompletionSource().Task;

    /// <summary>Looks at all workers once.</summary>
    /// <param name="mayStart">False when the run is ending.</param>
    public async Task LookAsync(
        IReadOnlyDictionary<string, WorkerProgress> progress,
        bool mayStart,
        CancellationToken cancel
    )
    {
        foreach (var worker in _workers.Where(worker => !worker.Done && !worker.GivenUp))
        {
            worker.Progress = progress.GetValueOrDefault(worker.Vm);
            if (worker.Handle is { Completion.IsCompleted: true } ended)
            {
                if (!worker.ExitSeen)
                {
                    // Its last progress may be younger than what was read for this look; the next one is at once.
                    worker.ExitSeen = true;
                    continue;
                }
                await NoteExitAsync(worker, ended);
            }
            if (worker.Handle is null && !worker.GivenUp)
            {
                // One that said that its work is done is waited for no longer, whoever started it.
                worker.Attached =
                    !worker.IsComplete && await LivesElsewhereAsync(worker.Vm, cancel);
            }
            if (worker.Handle is null && !worker.Attached)
            {
                Decide(worker, mayStart);
            }
        }
    }

    private void Decide(SupervisedWorker worker, bool mayStart)
    {
        if (worker.IsComplete)
        {
            worker.Done = true;
        }
        else if (mayStart && !worker.GivenUp)
        {
            Start(worker);
        }
    }

    /// <summary>That one worker cannot be started must not leave the others without a coordinator.</summary>
    private void Start(SupervisedWorker worker)
    {
        try
        {
            worker.Start(fleet);
        }
        catch (FleetException e)
        {
            worker.GivenUp = !worker.MayRestart(MaxRestartsWithoutProgress);
            worker.Unfit = worker.GivenUp;
            observer.Note(
                worker.GivenUp
                    ? $"{worker.Vm}: {e.Message}; it is not tried again"
                    : $"{worker.Vm}: {e.Message}"
            );
        }
    }

    private async Task NoteExitAsync(SupervisedWorker worker, IWorkerHandle ended)
    {
        var exit = await ended.Completion;
        worker.Handle = null;
        if (worker.IsComplete)
        {
            return;
        }
        if (exit.ExitCode is UsageCode or EnvironmentCode)
        {
            worker.GivenUp = true;
            worker.Unfit = exit.ExitCode == EnvironmentCode;
            observer.Note(
                $"{worker.Vm}: its worker cannot work ({exit.Description}): {ended.LogTail().Trim()}"
            );
        }
        else if (!worker.MayRestart(MaxRestartsWithoutProgress))
        {
            worker.GivenUp = true;
            observer.Note(
                $"{worker.Vm}: its worker ended {MaxRestartsWithoutProgress + 1} times without committing anything "
                    + $"({exit.Description}); it is not started again: {ended.LogTail().Trim()}"
            );
        }
        else
        {
            observer.Note(
                $"{worker.Vm}: its worker ended ({exit.Description}) before its work was done"
            );
        }
    }

    /// <summary>A worker that another process started, on this host, and that lives.</summary>
    private async Task<bool> LivesElsewhereAsync(string vm, CancellationToken cancel)
    {
        var claim = await new ClaimChain(records, vm).ReadOnAsync(cancel);
        return claim is { Kind: ClaimKind.Holder, Holder: { } holder }
            && holder.BootId == locks.BootId
            && locks.Probe(holder) == LockState.Held;
    }

    private sealed class SupervisedWorker(VmShare share)
    {
        private int _restarts;
        private int _doneAtStart;

        public string Vm => share.Vm;

        public IWorkerHandle? Handle { get; set; }

        /// <summary>That it ended was seen at an earlier look.</summary>
        public bool ExitSeen { get; set; }

        /// <summary>It lives, started by another process.</summary>
        public bool Attached { get; set; }

        public bool Done { get; set; }

        public bool GivenUp { get; set; }

        /// <summary>Given up because its environment is not fit.</summary>
        public bool Unfit { get; set; }

        public WorkerProgress? Progress { get; set; }

        /// <summary>Its worker said that it ended, with a result for each entry. The seal checks that by itself.</summary>
        public bool IsComplete =>
            Progress is { State: WorkerState.Ended } p
            && p.EntriesOk + p.EntriesFailed >= share.Entries.Count;

        private int IterationsDone => Progress is { } p ? p.IterationsOk + p.IterationsFailed : 0;

        public void Start(IFleet fleet)
        {
            ExitSeen = false;
            _doneAtStart = IterationsDone;
            Handle = fleet.Start(Vm);
        }

        public bool MayRestart(int limit)
        {
            _restarts = IterationsDone > _doneAtStart ? 1 : _restarts + 1;
            return _restarts <= limit;
        }
    }
}
