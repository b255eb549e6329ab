using Bench.Fio.Commands;
using Bench.Fio.JobFiles;
using Bench.Host.Processes;
using Bench.Model.Results;
using Bench.Workloads.Phases;

namespace Bench.Workloads.Fio;

/// <summary>
/// A fio that has done all but its I/O, and waits at a gate: starting it takes a busy machine far longer than letting it
/// go. Its own clocks begin after the gate.
/// </summary>
internal sealed class HeldFio : IHeldWork
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(5);

    private readonly IterationRequest _request;
    private readonly ProcessGate _gate;
    private readonly IRunningProcess _process;
    private readonly string _stderr;
    private bool _ended;

    private HeldFio(
        IterationRequest request,
        ProcessGate gate,
        IRunningProcess process,
        string stderr
    ) => (_request, _gate, _process, _stderr) = (request, gate, process, stderr);

    /// <summary>Starts it, and waits until all its jobs wait.</summary>
    /// <param name="job">Without the gate, as it is kept.</param>
    /// <param name="jobs">How many processes it has.</param>
    /// <exception cref="IterationFailedException">It ended before, or did not get there in time.</exception>
    public static async Task<HeldFio> StartAsync(
        IterationRequest request,
        JobFile job,
        int jobs,
        string outputPath,
        string dataFolder,
        string stderr,
        CancellationToken cancel
    )
    {
        var gate = new ProcessGate(Path.Combine(request.Workspace, "gate"));
        try
        {
            var jobPath = Path.Combine(gate.Folder, "job.fio");
            await File.WriteAllTextAsync(
                jobPath,
                HeldJobs.AddTo(job, ProcessGate.Command).ToText(),
                cancel
            );
            var process = FioRun.Start(
                request,
                FioCommand.Arguments(outputPath, jobPath),
                dataFolder,
                stderr,
                new Dictionary<string, string?>(request.Environment)
                {
                    [ProcessGate.Variable] = gate.Folder,
                }
            );
            return await new HeldFio(request, gate, process, stderr).ReadyAsync(jobs, cancel);
        }
        catch
        {
            gate.Dispose();
            throw;
        }
    }

    public void Release() => _gate.Open();

    /// <summary>Waits for its end, once it was let go.</summary>
    /// <exception cref="IterationFailedException">It failed, was killed, or ran out of time.</exception>
    public async Task EndAsync(CancellationToken cancel)
    {
        await FioRun.EndAsync(_process, _request, _stderr, PhaseNames.Measure, cancel);
        _ended = true;
    }

    /// <summary>Its jobs fail where they still wait; it is told to end before, so that it begins nothing else.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_ended)
        {
            _process.SignalGroup(ProcessSignal.Terminate);
        }
        _gate.Dispose();
        if (!_ended)
        {
            await _process.StopAsync(FioRun.Grace);
        }
    }

    private async Task<HeldFio> ReadyAsync(int jobs, CancellationToken cancel)
    {
        try
        {
            await WaitAsync(jobs, cancel);
            return this;
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    private async Task WaitAsync(int jobs, CancellationToken cancel)
    {
        var begin = _request.Time.GetTimestamp();
        var limit = TimeSpan.FromSeconds(_request.Options.IterationTimeoutSeconds);
        while (_gate.Waiting < jobs)
        {
            if (_process.Completion.IsCompleted)
            {
                await FioRun.EndAsync(_process, _request, _stderr, PhaseNames.Barrier, cancel);
                throw Failed(FailureKinds.Output, "fio ended before it was let go");
            }
            if (_request.Time.GetElapsedTime(begin) > limit)
            {
                throw Failed(
                    FailureKinds.Timeout,
                    FormattableString.Invariant(
                        $"{_gate.Waiting} of fio's {jobs} jobs were ready after {limit.TotalSeconds} s (--iteration-timeout)"
                    )
                );
            }
            await Task.Delay(Look, _request.Time, cancel);
        }
    }

    private static IterationFailedException Failed(string kind, string reason) =>
        new(
            new Failure
            {
                Kind = kind,
                Phase = PhaseNames.Barrier,
                Reason = reason,
            }
        );
}
