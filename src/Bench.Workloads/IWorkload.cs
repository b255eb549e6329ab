using Bench.Host.Processes;
using Bench.Model.Progress;
using Bench.Model.Results;
using Bench.Model.Runs;
using Bench.Workloads.Phases;

namespace Bench.Workloads;

/// <summary>A kind of work: <c>fio</c>, <c>hub-hydration</c>, <c>recipe</c>.</summary>
public interface IWorkload
{
    /// <summary>The word for it in the test CSV.</summary>
    string Name { get; }

    /// <summary>Versions of the programs that it runs, by name.</summary>
    /// <param name="options">The run's, which may need newer programs than others do; null where no run is asked about.</param>
    /// <exception cref="ToolException">One is missing or too old.</exception>
    Task<IReadOnlyDictionary<string, string>> ToolsAsync(
        RunOptions? options,
        IProcessRunner processes,
        CancellationToken cancel
    );

    /// <summary>One iteration of an entry.</summary>
    IWorkloadIteration Begin(IterationRequest request);

    /// <summary>Removes what earlier, dead workers of this run and VM left in the mounted data.</summary>
    void CleanUpAfter(string mountPath, string run, string vm);
}

/// <summary>One iteration, driven phase by phase by the worker, which times them.</summary>
public interface IWorkloadIteration
{
    /// <summary>Makes ready what is measured.</summary>
    /// <exception cref="IterationFailedException">It cannot be made ready.</exception>
    Task PrepareAsync(PhaseRecorder phases, CancellationToken cancel);

    /// <summary>What preparing did to the caches of a mount tool.</summary>
    PreparationTraces Traces => PreparationTraces.None;

    /// <summary>The files and folders that will be read; the cache phase and its evidence are about them.</summary>
    IReadOnlyList<string> DataPaths { get; }

    /// <summary>
    /// Starts all of the measured work that can be started before it may begin, and keeps it there. Comes before
    /// <see cref="MeasureAsync"/>, which goes on with it; what it returns is disposed of in any case.
    /// </summary>
    /// <returns>Null where nothing can be held: measuring starts it all.</returns>
    /// <exception cref="IterationFailedException">The work failed before it began.</exception>
    Task<IHeldWork?> HoldAsync(CancellationToken cancel) => Task.FromResult<IHeldWork?>(null);

    /// <summary>Does the measured work.</summary>
    /// <exception cref="IterationFailedException">The work failed, timed out or was killed.</exception>
    Task MeasureAsync(PhaseRecorder phases, CancellationToken cancel);

    /// <summary>Checks what the work put out: nothing is called success that is not.</summary>
    /// <exception cref="IterationFailedException">The output is not that of a success.</exception>
    Task CollectAsync(CancellationToken cancel);

    /// <summary>What was measured, once it is collected, for people who watch; null where that cannot be told shortly.</summary>
    /// <param name="iteration">The iteration's number.</param>
    IterationFigures? FiguresOf(int iteration) => null;

    /// <summary>The raw files there are, also after a failure.</summary>
    IReadOnlyList<OutputFile> Outputs { get; }

    /// <summary>Deletes what this iteration alone had made in the mounted data.</summary>
    void CleanUp();
}

/// <summary>Work that only waits to be let go. Disposing of it ends what is left of it.</summary>
public interface IHeldWork : IAsyncDisposable
{
    /// <summary>Lets the work begin, at once. May be called by any thread.</summary>
    void Release();
}

/// <summary>What preparing an iteration left in the caches of a mount tool, each more than the one before.</summary>
public enum PreparationTraces
{
    None,

    /// <summary>It looked at the data, so that names and attributes are cached.</summary>
    Looked,

    /// <summary>It wrote data that the work will read, which some tools then have at hand without their bucket.</summary>
    Wrote,
}

/// <summary>A file to keep.</summary>
/// <param name="Role">As in <see cref="RawFile.Role"/>.</param>
public sealed record OutputFile(string Role, string Path);

/// <summary>What an iteration is given.</summary>
public sealed record IterationRequest
{
    public required MatrixEntry Entry { get; init; }
    public required RunOptions Options { get; init; }

    /// <summary>The job file template; empty where none was given.</summary>
    public required string JobFile { get; init; }
    public required string JobFileName { get; init; }

    /// <summary>Files that every read set begins with.</summary>
    public IReadOnlyList<DataFile>? DataSet { get; init; }

    /// <summary>Where the data is mounted.</summary>
    public required string MountPath { get; init; }

    /// <summary>An empty folder of this iteration alone, on local disk.</summary>
    public required string Workspace { get; init; }
    public required string Run { get; init; }
    public required string Vm { get; init; }

    /// <summary>Distinguishes this iteration from every other of this VM: entry, iteration, epoch.</summary>
    public required string UniqueName { get; init; }

    /// <summary>
    /// Read sets that this worker has found whole: on a mount, looking at them again would cost requests and warm the
    /// tool's caches. Null where looking costs nothing and is done each time.
    /// </summary>
    public ISet<string>? KnownReadSets { get; init; }

    /// <summary>Where host-wide locks are.</summary>
    public required string LockFolder { get; init; }

    /// <summary>
    /// What distinguishes read sets of this host from those of others: the mounted data is shared with hosts that know
    /// nothing of this one's locks. Empty where it is not.
    /// </summary>
    public string DataScope { get; init; } = "";

    /// <summary>What distinguishes this host in data that hosts share without knowing of each other's locks.</summary>
    public string HostScope { get; init; } = "";

    /// <summary>Waits, within a limit, until closed files are where the mount brings them.</summary>
    public Func<TimeSpan, CancellationToken, Task> FlushMountAsync { get; init; } =
        (_, _) => Task.CompletedTask;

    /// <summary>Is told when the measured work has been started.</summary>
    public Action WorkStarted { get; init; } = static () => { };

    /// <summary>Variables that every child carries.</summary>
    public required IReadOnlyDictionary<string, string?> Environment { get; init; }
    public required IProcessRunner Processes { get; init; }
    public required TimeProvider Time { get; init; }
}
