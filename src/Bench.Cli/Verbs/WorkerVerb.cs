using System.CommandLine;
using Bench.Cli.Coordinators;
using Bench.Cli.Inputs;
using Bench.Cli.Telemetry;
using Bench.Host.Logs;
using Bench.Host.PageCache;
using Bench.Host.Processes;
using Bench.Worker;
using Bench.Worker.Channel;
using Bench.Worker.Logs;

namespace Bench.Cli.Verbs;

/// <summary><c>bench worker</c>: acts as one VM of a run.</summary>
internal sealed class WorkerVerb(Interruption interruption, TimeProvider time)
{
    private readonly Option<string> _run = new("--run")
    {
        Description = "The run's full URI, <artifacts>/<id>.",
        Required = true,
    };
    private readonly Option<string> _vm = new("--vm")
    {
        Description = "The VM to act as.",
        Required = true,
    };
    private readonly Option<string?> _workDir = new("--work-dir")
    {
        Description = "Scratch folder. Default: bench-work below the temporary folder.",
    };

    private readonly Option<string?> _coordinator = new("--coordinator")
    {
        Description =
            "The coordinator's live channel, such as https://10.0.0.1:7070. Default: BENCH_COORDINATOR; without one everything goes by the bucket.",
    };
    private readonly Option<string?> _tokenFile = new("--token-file")
    {
        Description =
            "File that holds this VM's token for --coordinator. Default: BENCH_WORKER_TOKEN.",
    };

    private readonly ClientTls _tls = new();

    private readonly Option<bool> _leave = new("--leave-when-done")
    {
        Description =
            "End when the VM's entries are done. Else the worker waits for what is granted to it until the run is sealed.",
    };

    public Command Create()
    {
        var command = new VerbCommand(
            "worker",
            "Claims a VM of a run and works on its share; goes on where a dead worker left off.",
            "bench worker --run file:///data/bench/t1 --vm vm-1"
        );
        command.Options.Add(_run);
        command.Options.Add(_vm);
        command.Options.Add(_workDir);
        command.Options.Add(_coordinator);
        command.Options.Add(_tokenFile);
        _tls.AddTo(command);
        command.Options.Add(_leave);
        command.SetAction(
            (parsed, _) =>
                UserErrors.GuardAsync(
                    () => TelemetrySwitch.DuringAsync("bench-worker", time, () => RunAsync(parsed)),
                    Console.Error
                )
        );
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed)
    {
        TelemetrySwitch.ForgetSecrets();
        var folders = WorkerFolders.Default;
        var worker = new BenchWorker(
            new WorkerRequest
            {
                Records = RunNaming.Open(parsed.GetValue(_run)!, artifacts: null),
                Vm = parsed.GetValue(_vm)!,
                Folders = parsed.GetValue(_workDir) is { } work
                    ? folders with
                    {
                        Work = Path.GetFullPath(work),
                    }
                    : folders,
                Workloads = Composition.Workloads,
                Processes = new ProcessRunner(time),
                PageCache = new PageCacheControl(time: time),
                Log = new WorkerLog(Console.Out, time, LogRedaction.OfEnvironment()),
                LeaveWhenDone = parsed.GetValue(_leave),
                Time = time,
                Coordinator = Coordinator(parsed),
            }
        );
        return await worker.RunAsync(interruption.Token) switch
        {
            WorkerOutcome.Completed or WorkerOutcome.Left => ExitCodes.Done,
            WorkerOutcome.Interrupted => ExitCodes.Interrupted,
            _ => ExitCodes.Failures,
        };
    }

    /// <summary>Null without a coordinator.</summary>
    private CoordinatorAccess? Coordinator(ParseResult parsed)
    {
        var (address, token) = CoordinatorAccess.TakeFromEnvironment();
        address = parsed.GetValue(_coordinator) ?? address;
        if (parsed.GetValue(_tokenFile) is { } file)
        {
            token = File.ReadAllText(file).Trim();
        }
        if (string.IsNullOrEmpty(address))
        {
            return null;
        }
        if (
            !Uri.TryCreate(address, UriKind.Absolute, out var uri)
            || uri.Scheme is not ("http" or "https")
        )
        {
            throw new UsageException(
                $"--coordinator {address} is no address; write for example https://10.0.0.1:7070"
            );
        }
        return string.IsNullOrEmpty(token)
            ? throw new UsageException(
                $"--coordinator needs this VM's token: set {CoordinatorAccess.TokenVariable}, or give --token-file FILE"
            )
            : new CoordinatorAccess(
                new Uri(uri.GetLeftPart(UriPartial.Authority)),
                token,
                _tls.Read(parsed)
            );
    }
}
