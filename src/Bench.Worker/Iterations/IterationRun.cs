using System.Globalization;
using Bench.Host.Counters;
using Bench.Host.Locks;
using Bench.Host.Processes;
using Bench.Host.Sampling;
using Bench.Model.Progress;
using Bench.Model.Results;
using Bench.Model.Runs;
using Bench.Model.Samples;
using Bench.Mounts;
using Bench.Worker.Barriers;
using Bench.Workloads;
using Bench.Workloads.Phases;

namespace Bench.Worker.Iterations;

/// <summary>
/// One iteration from its begin to its raw files, phase by phase. What fails is told as a failure; cancelling leaves
/// nothing behind and commits nothing.
/// </summary>
internal sealed class IterationRun(
    IterationSetting setting,
    IWorkload workload,
    IMountKind mountKind,
    MatrixEntry entry,
    string uniqueName,
    int number,
    PhaseRecorder phases,
    StartBarrier? barrier = null
)
{
    private const string MountLogs = "mount*.log";
    private static readonly TimeSpan CleanUpLimit = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan TurnPoll = TimeSpan.FromMilliseconds(5);
    private readonly string _workspace = Path.Combine(setting.Workspace, uniqueName);
    private readonly List<OutputFile> _outputs = [];
    private readonly Dictionary<string, string> _mountTools = [];

    private string? _program;

    public Failure? Failure { get; private set; }

    public CacheEvidence? Cache { get; private set; }

    public MountFacts? Mount { get; private set; }

    /// <summary>What it measured, for people who watch; absent after a failure.</summary>
    public IterationFigures? Figures { get; private set; }

    public IReadOnlyList<OutputFile> Outputs => _outputs;

    public IReadOnlyDictionary<string, string> MountTools => _mountTools;

    public async Task RunAsync(CancellationToken cancel)
    {
        try
        {
            using (phases.Begin(PhaseNames.Resolve))
            {
                Directory.CreateDirectory(_workspace);
                _program = await ProgramAsync(cancel);
            }
            await MountedAsync(cancel);
        }
        catch (Exception e) when (IsFailure(e))
        {
            Note(e);
        }
        KeepMountLogs();
    }

    /// <summary>Name of the last common phase that was entered.</summary>
    public string LastPhase => phases.CurrentCommon;

    /// <summary>It failed for a reason from outside; that goes before what followed from it.</summary>
    public void Fail(Failure failure) => Failure = failure;

    /// <summary>Deletes the scratch space, after upload.</summary>
    public void DeleteWorkspace() => Folders.DeleteIfThere(_workspace);

    /// <summary>The mount tool's program; a host that cannot have it is not fit, which is no failure of the iteration.</summary>
    private async Task<string?> ProgramAsync(CancellationToken cancel)
    {
        if (setting.ToolProvider is not { } provider || entry.ResolvedCommit is not { } commit)
        {
            return null;
        }
        var tool = await provider.GetAsync(commit, cancel);
        foreach (var (name, fact) in tool.Facts)
        {
            _mountTools[name] = fact;
        }
        return tool.Path;
    }

    private async Task MountedAsync(CancellationToken cancel)
    {
        using var mount = new MountSession(mountKind, MountRequest(), cancel);
        using (phases.Begin(PhaseNames.Mount))
        {
            await mount.BeginAsync();
            foreach (var (name, version) in mount.Current.Tools)
            {
                _mountTools[name] = version;
            }
        }
        Mount = MountFactsReader.Of(mountKind, mount.Current);
        try
        {
            await WorkAsync(mount, cancel);
        }
        catch (Exception e) when (IsFailure(e))
        {
            // Before unmounting, which must not hide it by a failure of its own.
            await NoteAsync(mount.Current, e);
        }
        finally
        {
            using (phases.Begin(PhaseNames.Unmount))
            {
                await mount.EndAsync();
            }
        }
    }

    private MountRequest MountRequest() =>
        new(setting.Spec.Options.TestData, entry.MountArgs, _workspace, setting.Environment)
        {
            Program = _program,
            Processes = setting.Processes,
            Time = setting.Time,
        };

    private async Task WorkAsync(MountSession mount, CancellationToken cancel)
    {
        var iteration = workload.Begin(Request(mount));
        try
        {
            using (phases.Begin(PhaseNames.Prepare))
            {
                await setting.Leftovers.RemoveAsync(
                    workload,
                    mount.Current,
                    mount.Guard,
                    setting.Owner.Run,
                    setting.Spec.VmName
                );
                await iteration.PrepareAsync(phases, cancel);
                await ForgetAsync(iteration.Traces, mount);
            }
            using (await TakeTurnAsync(cancel))
            {
                using (phases.Begin(PhaseNames.Cache))
                {
                    var step = new CacheStep(
                        setting.PageCache,
                        entry,
                        setting.Spec.Options,
                        setting.Time
                    );
                    Cache = await step.ReachAsync(iteration.DataPaths, cancel);
                }
                await PassAndMeasureAsync(mount.Current, iteration, cancel);
            }
            using (phases.Begin(PhaseNames.Collect))
            {
                await iteration.CollectAsync(cancel);
                Figures = iteration.FiguresOf(number);
            }
        }
        catch (Exception e) when (IsFailure(e))
        {
            // Before cleaning up, for the same reason.
            await NoteAsync(mount.Current, e);
        }
        finally
        {
            _outputs.AddRange(iteration.Outputs);
            await mount.CleanUpAsync(iteration.CleanUp, CleanUpLimit);
        }
    }

    /// <summary>Behind the barrier there is as little left to do as can be: the work waits there too.</summary>
    private async Task PassAndMeasureAsync(
        IMounted mounted,
        IWorkloadIteration iteration,
        CancellationToken cancel
    )
    {
        IHeldWork? held = null;
        try
        {
            if (barrier is not null)
            {
                using (phases.Begin(PhaseNames.Barrier))
                {
                    held = await iteration.HoldAsync(cancel);
                    await barrier.PassAsync(held, cancel);
                }
            }
            using (phases.Begin(PhaseNames.Measure))
            {
                await MeasureAsync(mounted, iteration, cancel);
            }
        }
        finally
        {
            if (held is not null)
            {
                await held.DisposeAsync();
            }
        }
        if (barrier is not null)
        {
            await barrier.CompareClocksAsync(cancel);
        }
    }

    /// <summary>
    /// A mount tool that laid the data out may still have it, and would be measured without its bucket; one that has
    /// looked at it is not cold. A new mount with a new cache folder has forgotten both.
    /// </summary>
    private async Task ForgetAsync(PreparationTraces traces, MountSession mount)
    {
        var cold = entry.MetadataIn(setting.Spec.Options) == MetadataMode.Cold;
        if (IsRemote && traces >= (cold ? PreparationTraces.Looked : PreparationTraces.Wrote))
        {
            using (phases.Begin("remount"))
            {
                await mount.RenewAsync();
            }
        }
    }

    private bool IsRemote => mountKind.Schemes.Count > 0;

    private async Task MeasureAsync(
        IMounted mounted,
        IWorkloadIteration iteration,
        CancellationToken cancel
    )
    {
        await using var sampler = ResourceSampler.Start(
            setting.Time,
            watched: mounted.ProcessId is { } pid ? () => ProcessCounters.OfServer(pid) : null,
            seen: setting.Counters.Live.Sampled
        );
        try
        {
            barrier?.Starting();
            await (
                barrier?.GuardAsync(token => iteration.MeasureAsync(phases, token), cancel)
                ?? iteration.MeasureAsync(phases, cancel)
            );
            if (mounted.Death is { } death)
            {
                throw new MountException(death);
            }
        }
        catch (Exception e) when (IsFailure(e))
        {
            // The samples are kept all the same; that this may fail too must not hide why the work did.
            await NoteAsync(mounted, e);
            throw;
        }
        finally
        {
            barrier?.Ended();
            Keep(SampleMapping.Rows(await sampler.StopAsync()));
        }
    }

    private void Keep(IReadOnlyList<ResourceSample> samples)
    {
        var path = Path.Combine(_workspace, "samples.csv");
        File.WriteAllBytes(path, SampleTable.Write(samples));
        _outputs.Add(new OutputFile("samples", path));
        Cache = Cache! with
        {
            DeviceReadBytes = samples[^1].DiskReadBytes - samples[0].DiskReadBytes,
            NetworkReceivedBytes =
                samples[^1].NetworkReceivedBytes - samples[0].NetworkReceivedBytes,
        };
    }

    /// <summary>Workers of one host measure one after the other, or they would measure each other.</summary>
    private async Task<IDisposable?> TakeTurnAsync(CancellationToken cancel)
    {
        if (setting.Spec.Options.HostSharing == HostSharing.Concurrent)
        {
            return null;
        }
        using (phases.Begin(PhaseNames.Turn))
        {
            return await HostFileLock.AcquireAsync(
                setting.Folders.TurnLock,
                TurnPoll,
                setting.Time,
                cancel
            );
        }
    }

    private string HostScope => "-" + setting.Host.BootId.Split('-')[0];

    private IterationRequest Request(MountSession mount) =>
        new()
        {
            Entry = entry,
            Options = setting.Spec.Options,
            JobFile = setting.Spec.JobFile,
            JobFileName = setting.Spec.JobFileName,
            DataSet = setting.Spec.DataSet,
            MountPath = mount.Current.Path,
            DataScope = IsRemote ? HostScope : "",
            HostScope = HostScope,
            FlushMountAsync = (limit, token) => mount.Current.FlushAsync(limit, token),
            KnownReadSets = IsRemote ? setting.KnownReadSets : null,
            Workspace = _workspace,
            Run = setting.Owner.Run,
            Vm = setting.Spec.VmName,
            UniqueName = uniqueName,
            LockFolder = setting.Folders.Locks,
            WorkStarted = () => barrier?.Started(),
            Environment = setting.Environment,
            Processes = setting.Processes,
            Time = setting.Time,
        };

    /// <summary>What makes an iteration fail; anything else is a defect or a cancellation.</summary>
    private static bool IsFailure(Exception e) =>
        e
            is IterationFailedException
                or MountException
                or IOException
                or UnauthorizedAccessException
                or ProcessStartException
                or ProcessStuckException;

    /// <summary>What the tool said of its mount, also of one that never came up.</summary>
    private void KeepMountLogs()
    {
        if (Directory.Exists(_workspace))
        {
            _outputs.AddRange(
                Directory
                    .GetFiles(_workspace, MountLogs)
                    .Order(StringComparer.Ordinal)
                    .Select(path => new OutputFile("mount_log", path))
            );
        }
    }

    /// <summary>Work on a mount that has died fails in misleading ways: then the mount's end is why.</summary>
    private async Task NoteAsync(IMounted mounted, Exception e)
    {
        if (e is ProcessStuckException)
        {
            mounted.Abort();
        }
        var death = Failure is null ? await mounted.DeathSoonAsync() : null;
        Note(death is null ? e : new MountException(death, e));
    }

    /// <summary>The first failure stands: those after it are mostly its consequences.</summary>
    private void Note(Exception e) =>
        Failure ??= e is IterationFailedException failed
            ? failed.Failure
            : new Failure
            {
                Kind = e switch
                {
                    MountException when phases.CurrentCommon == PhaseNames.Unmount =>
                        FailureKinds.Unmount,
                    MountException => FailureKinds.Mount,
                    _ => FailureKinds.Host,
                },
                Phase = phases.CurrentCommon,
                Reason = e.Message,
            };

    public static string UniqueNameOf(int matrixId, int attempt, int iteration, int epoch) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"m{matrixId}-a{attempt}-i{iteration}-e{epoch}"
        );
}
