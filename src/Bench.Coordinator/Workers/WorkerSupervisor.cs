using System.Globalization;
using Bench.Coordinator.Leading;
using Bench.Fleet;
using Bench.Model.Claims;
using Bench.Model.Progress;
using Bench.Model.Runs;
using Bench.Protocol.Claims;
using Bench.Protocol.Decisions;
using Bench.Protocol.Records;

namespace Bench.Coordinator.Workers;

/// <summary>
/// Keeps one worker going for each VM that has work and that the fleet starts: starts it, leaves a living one of another
/// coordinator alone, and starts a dead one again, which takes up its work where it was. Gives up on one that dies again
/// and again without progress.
/// </summary>
public sealed class WorkerSupervisor(
    RecordStore records,
    RunConfig config,
    IFleet fleet,
    ILockProbe locks,
    IRunObserver observer,
    TimeProvider time
)
{
    private const int MaxRestartsWithoutProgress = 3;

    /// <summary>Between two workers of which the first left the VM to another one.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private const int LeftCode = 0;

    // Exit codes of a worker that could not work at all, which would be the same the next time.
    private const int UsageCode = 2;
    private const int EnvironmentCode = 3;

    private readonly Dictionary<string, SupervisedWorker> _workers = config
        .Vms.Where(vm => fleet.Starts(vm.Name))
        .ToDictionary(
            vm => vm.Name,
            vm => new SupervisedWorker(vm.Name, new ClaimChain(records, vm.Name)),
            StringComparer.Ordinal
        );

    private readonly WorkerExits _exits = new();

    private double StartTimeoutSeconds =>
        config.Options.StartTimeoutSeconds ?? RunOptions.DefaultStartTimeoutSeconds;

    /// <summary>VMs whose worker is not started again, with the reason.</summary>
    public IReadOnlyDictionary<string, string> GivenUp =>
        _workers
            .Values.Where(worker => worker.GivenUp is not null)
            .ToDictionary(worker => worker.Vm, worker => worker.GivenUp!, StringComparer.Ordinal);

    /// <summary>Whether no worker process is known to run.</summary>
    public bool NoneRuns => _workers.Values.All(worker => !worker.Runs);

    /// <summary>Whether the worker of every VM is started here, and none runs: nobody comes who is not started.</summary>
    public bool NobodyComes => _workers.Count == config.Vms.Count && NoneRuns;

    /// <summary>Completes when any worker that was started here ends; at once where an end was not looked at yet.</summary>
    public Task AnyExit =>
        _exits.NextUnless(() =>
            _workers.Values.Any(worker => worker.Handle is { Completion.IsCompleted: true })
        );

    /// <summary>Whether the VM's worker is started here.</summary>
    public bool Supervises(string vm) => _workers.ContainsKey(vm);

    /// <summary>Whether a worker process of the VM is known to run.</summary>
    public bool Runs(string vm) => _workers.TryGetValue(vm, out var worker) && worker.Runs;

    /// <summary>Whether a worker of the VM runs, or can be started when there is work for it.</summary>
    /// <param name="fenced">Whether the VM was fenced: then one that still runs does not count, and is in the way.</param>
    public bool CanRun(string vm, bool fenced) =>
        _workers.TryGetValue(vm, out var worker)
        && worker.GivenUp is null
        && !(fenced && worker.Runs);

    /// <summary>Looks at all workers once; the VMs whose worker was started.</summary>
    /// <param name="mayStart">False when the run is ending.</param>
    public async Task<IReadOnlyList<string>> LookAsync(
        RunState state,
        IReadOnlyDictionary<string, WorkerProgress> progress,
        bool mayStart,
        CancellationToken cancel
    )
    {
        var started = new List<string>();
        foreach (var worker in _workers.Values)
        {
            worker.See(state, progress.GetValueOrDefault(worker.Vm));
            if (worker.Handle is { Completion.IsCompleted: true } ended)
            {
                if (!worker.ExitSeen)
                {
                    // Its last progress may be younger than what was read for this look; the next one is at once.
                    worker.ExitSeen = true;
                    continue;
                }
                await NoteExitAsync(worker, ended, cancel);
            }
            if (worker.Handle is null)
            {
                // One that said that its work is done is waited for no longer, whoever started it.
                worker.Attached =
                    worker.HasWork
                    && worker.GivenUp is null
                    && await LivesElsewhereAsync(worker, cancel);
                if (worker.Attached)
                {
                    worker.LeftNoMore();
                }
                if (mayStart && worker.MayStart && !worker.LeftWithin(Pause, time) && Start(worker))
                {
                    started.Add(worker.Vm);
                }
            }
        }
        return started;
    }

    /// <summary>That one worker cannot be started must not leave the others without a coordinator.</summary>
    private bool Start(SupervisedWorker worker)
    {
        try
        {
            _exits.Watch(worker.Start(fleet));
            return true;
        }
        catch (FleetException e)
        {
            worker.GivenUp = worker.MayRestart(MaxRestartsWithoutProgress) ? null : e.Message;
            observer.Note(
                worker.GivenUp is not null
                    ? $"{worker.Vm}: {e.Message}; it is not tried again"
                    : $"{worker.Vm}: {e.Message}"
            );
            return false;
        }
    }

    private async Task NoteExitAsync(
        SupervisedWorker worker,
        IWorkerHandle ended,
        CancellationToken cancel
    )
    {
        var exit = await ended.Completion;
        worker.Handle = null;
        if (!worker.HasWork || worker.EndedWell)
        {
            return;
        }
        // One that finds a fence leaves too, and so would every one after it.
        if (
            exit.ExitCode == LeftCode
            && await worker.Claims.ReadOnAsync(cancel) is not { Kind: ClaimKind.Fence }
        )
        {
            NoteLeft(worker, ended);
            return;
        }
        worker.LeftNoMore();
        if (exit.ExitCode is UsageCode or EnvironmentCode)
        {
            worker.GivenUp = $"its worker cannot work ({exit.Description})";
            observer.Note($"{worker.Vm}: {worker.GivenUp}: {ended.LogTail().Trim()}");
        }
        else if (!worker.MayRestart(MaxRestartsWithoutProgress))
        {
            worker.GivenUp = string.Create(
                CultureInfo.InvariantCulture,
                $"its worker ended {MaxRestartsWithoutProgress + 1} times without committing anything ({exit.Description})"
            );
            observer.Note(
                $"{worker.Vm}: {worker.GivenUp}; it is not started again: {ended.LogTail().Trim()}"
            );
        }
        else
        {
            observer.Note(
                $"{worker.Vm}: its worker ended ({exit.Description}) before its work was done"
            );
        }
    }

    /// <summary>
    /// Another worker of this host, which somebody else started, has the VM. Until its claim is there it is not known
    /// to live: that is no death of the one that left.
    /// </summary>
    private void NoteLeft(SupervisedWorker worker, IWorkerHandle ended)
    {
        if (worker.Left(time))
        {
            observer.Note($"{worker.Vm}: its worker left the VM to another one of this host");
        }
        if (worker.LeavesFor(time).TotalSeconds < StartTimeoutSeconds)
        {
            return;
        }
        worker.GivenUp = string.Create(
            CultureInfo.InvariantCulture,
            $"its workers left for {StartTimeoutSeconds} s, and no other one claimed it"
        );
        observer.Note(
            $"{worker.Vm}: {worker.GivenUp}; it is not started again: {ended.LogTail().Trim()}"
        );
    }

    /// <summary>A worker that another process started, on this host, and that lives.</summary>
    private async Task<bool> LivesElsewhereAsync(SupervisedWorker worker, CancellationToken cancel)
    {
        var claim = await worker.Claims.ReadOnAsync(cancel);
        return claim is { Kind: ClaimKind.Holder, Holder: { } holder }
            && holder.BootId == locks.BootId
            && locks.Probe(holder) == LockState.Held;
    }
}
