using System.Text;
using Bench.Fio.Commands;
using Bench.Fio.JobFiles;
using Bench.Fio.Logs;
using Bench.Fio.Output;
using Bench.Fio.Placeholders;
using Bench.Host.Processes;
using Bench.Model.Digests;
using Bench.Model.Progress;
using Bench.Model.Results;
using Bench.Model.Runs;
using Bench.Workloads.DataSets;
using Bench.Workloads.Phases;

namespace Bench.Workloads.Fio;

/// <summary>One fio run: its files laid out before, its output checked after.</summary>
internal sealed class FioIteration(IterationRequest request) : IWorkloadIteration
{
    private readonly string _jobPath = Path.Combine(request.Workspace, "job.fio");
    private readonly string _layoutJobPath = Path.Combine(request.Workspace, "layout.fio");
    private readonly string _outputPath = Path.Combine(request.Workspace, "fio_output.json");
    private readonly string _layoutOutputPath = Path.Combine(
        request.Workspace,
        "layout_output.json"
    );
    private readonly string _logPath = Path.Combine(request.Workspace, "fio.log");
    private readonly string _bandwidthLogs = Path.Combine(request.Workspace, "fio");
    private readonly string _own = Path.Combine(
        DataFolders.OwnOf(request.MountPath, request.Run, request.Vm),
        request.UniqueName
    );
    public PreparationTraces Traces { get; private set; }

    private FioJob? _job;
    private JobFile? _measured;
    private HeldFio? _held;
    private FioResult? _result;
    private string _folder = "";

    public IReadOnlyList<string> DataPaths => Directory.Exists(_folder) ? [_folder] : [];

    public IReadOnlyList<OutputFile> Outputs =>
        [
            new("fio", _outputPath),
            new("fio_job", _jobPath),
            new("log", _logPath),
            .. BandwidthLogs.FilesOf(_bandwidthLogs).Select(path => new OutputFile("bw_log", path)),
        ];

    public async Task PrepareAsync(PhaseRecorder phases, CancellationToken cancel)
    {
        var template = JobTemplate.Parse(request.JobFile, request.JobFileName);
        var (job, folder, problems) = FioJob.Render(
            template,
            request.Entry.Params,
            request.Entry.CacheIn(request.Options),
            FolderOf
        );
        if (job is null)
        {
            throw Failed(
                FailureKinds.Prepare,
                PhaseNames.Prepare,
                string.Join("; ", problems.Select(p => p.Message))
            );
        }
        (_job, _folder) = (job, folder);
        _measured = IsReplicated ? BandwidthLogs.AddTo(job.File, _bandwidthLogs) : job.File;
        await File.WriteAllTextAsync(_jobPath, _measured.ToText(), cancel);
        if (job.ReadsOnly)
        {
            await ReadSetAsync(job, phases, cancel);
        }
        else
        {
            DataFolders.Create(_folder);
            CreateNamedFolders(job);
            if (job.NeedsFiles)
            {
                Traces = PreparationTraces.Wrote;
                await LayOutAsync(job, phases, cancel);
            }
        }
    }

    public async Task<IHeldWork?> HoldAsync(CancellationToken cancel) =>
        HeldJobs.CountIn(_measured!) is { } jobs
            ? _held = await HeldFio.StartAsync(
                request,
                _measured!,
                jobs,
                _outputPath,
                _folder,
                _logPath,
                cancel
            )
            : null;

    public async Task MeasureAsync(PhaseRecorder phases, CancellationToken cancel)
    {
        using (phases.Begin("fio"))
        {
            await (_held is { } held ? held.EndAsync(cancel) : RunAsync(cancel));
        }
        if (!_job!.ReadsOnly)
        {
            using (phases.Begin("flush"))
            {
                await FlushAsync(PhaseNames.Measure, cancel);
            }
        }
    }

    public async Task CollectAsync(CancellationToken cancel)
    {
        FioResult result;
        try
        {
            result = FioOutputParser.Parse(await File.ReadAllBytesAsync(_outputPath, cancel));
        }
        catch (Exception e) when (e is FioOutputException or FileNotFoundException)
        {
            throw Failed(
                FailureKinds.Output,
                PhaseNames.Collect,
                $"fio's output does not count: {e.Message}"
            );
        }
        if (result.Jobs.FirstOrDefault(job => job.Error != 0) is { } failed)
        {
            throw Failed(
                FailureKinds.JobError,
                PhaseNames.Collect,
                $"fio's job '{failed.Name}' ended with error {failed.Error}"
            );
        }
        if (FioGaps.In(result) is { } gap)
        {
            throw Failed(FailureKinds.Output, PhaseNames.Collect, $"fio ended well, but {gap}");
        }
        _result = result;
    }

    public IterationFigures? FiguresOf(int iteration) =>
        _result is { } result ? FioFigures.Of(result, request.Entry.MatrixId, iteration) : null;

    public void CleanUp()
    {
        if (_job is { ReadsOnly: false })
        {
            DataFolders.Delete(_own, request.MountPath);
        }
    }

    private Task RunAsync(CancellationToken cancel) =>
        FioRun.RunAsync(
            request,
            FioCommand.Arguments(_outputPath, _jobPath),
            _folder,
            _logPath,
            PhaseNames.Measure,
            cancel,
            request.WorkStarted
        );

    private bool IsReplicated => request.Options.Distribution == DistributionMode.Replicate;

    private string FolderOf(FioJob job) =>
        job.ReadsOnly
            ? DataFolders.ReadSet(
                request.MountPath,
                DataPrefixes.ReadSets(request.Options, request.Run),
                DigestOf(job) + request.DataScope
            )
            : _own;

    /// <summary>Names all that shapes the files: the job file's layout, and the manifest.</summary>
    private string DigestOf(FioJob job) =>
        (
            request.DataSet is { } files
                ? ContentDigest.Sha256HexOf(
                    Encoding.ASCII.GetBytes(job.Layout.Digest + DataSetFiles.DigestOf(files))
                )
                : job.Layout.Digest
        )[..24];

    /// <summary>
    /// Read sets never change and are shared. One without its mark was left half made: it is made anew, because fio
    /// would take a file of the right size for a whole one.
    /// </summary>
    private async Task ReadSetAsync(FioJob job, PhaseRecorder phases, CancellationToken cancel)
    {
        if (request.KnownReadSets?.Contains(_folder[request.MountPath.Length..]) == true)
        {
            return;
        }
        Traces = PreparationTraces.Looked;
        if (ReadSetMark.Holds(_folder))
        {
            Know();
            return;
        }
        using var turn = await DataFolders.LockLayoutAsync(
            request.LockFolder,
            Path.GetFileName(_folder),
            request.Time,
            cancel
        );
        if (ReadSetMark.Holds(_folder))
        {
            Know();
            return;
        }
        Traces = PreparationTraces.Wrote;
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
        DataFolders.Create(_folder);
        CreateNamedFolders(job);
        if (request.DataSet is { } files)
        {
            using (phases.Begin("data_set"))
            {
                await DataSetFiles.WriteAsync(_folder, files, cancel);
            }
        }
        await LayOutAsync(job, phases, cancel);
        await FlushAsync(PhaseNames.Prepare, cancel);
        await ReadSetMark.WriteAsync(_folder, cancel);
        Know();
    }

    /// <summary>The mount point differs between iterations; the place within it does not.</summary>
    private void Know() => request.KnownReadSets?.Add(_folder[request.MountPath.Length..]);

    private void CreateNamedFolders(FioJob job)
    {
        foreach (var folder in job.FoldersBelow(_folder))
        {
            Directory.CreateDirectory(folder);
        }
    }

    private async Task LayOutAsync(FioJob job, PhaseRecorder phases, CancellationToken cancel)
    {
        using (phases.Begin("layout"))
        {
            await File.WriteAllTextAsync(_layoutJobPath, job.LayoutText(), cancel);
            await FioRun.RunAsync(
                request,
                FioCommand.Arguments(_layoutOutputPath, _layoutJobPath),
                _folder,
                _logPath,
                PhaseNames.Prepare,
                cancel
            );
        }
    }

    /// <summary>Writes the data's file system out, so that what was written is where it was meant to go.</summary>
    private async Task FlushAsync(string phase, CancellationToken cancel)
    {
        var process = request.Processes.Start(
            new ProcessSpec("sync", ["--file-system", _folder])
            {
                Environment = request.Environment,
            }
        );
        var limit = TimeSpan.FromSeconds(request.Options.IterationTimeoutSeconds);
        var (exit, end) = await process.RunToEndAsync(
            limit,
            TimeSpan.FromSeconds(1),
            request.Time,
            cancel
        );
        cancel.ThrowIfCancellationRequested();
        if (!exit.Succeeded)
        {
            throw Failed(
                end == RunEnd.TimedOut ? FailureKinds.Timeout : FailureKinds.Host,
                phase,
                $"the data could not be flushed: {exit.Describe()}"
            );
        }
        await request.FlushMountAsync(limit, cancel);
    }

    private static IterationFailedException Failed(string kind, string phase, string reason) =>
        new(
            new Failure
            {
                Kind = kind,
                Phase = phase,
                Reason = reason,
            }
        );
}
