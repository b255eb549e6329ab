using System.CommandLine;
using Bench.Cli.Coordinators;
using Bench.Cli.Inputs;
using Bench.Cli.Telemetry;
using Bench.Coordinator.Hosting;
using Bench.Coordinator.Security;
using Bench.Coordinator.Serving;
using Bench.Fleet;
using Bench.Model.Names;
using Microsoft.Extensions.Logging;

namespace Bench.Cli.Verbs;

/// <summary><c>bench coordinator serve</c>: leads and shows the runs of a store until it is interrupted.</summary>
internal sealed class CoordinatorServeVerb(Interruption interruption, TimeProvider time)
{
    private readonly Option<string?> _artifacts = NamedRun.ArtifactsOption();
    private readonly Option<string> _listen = new("--listen")
    {
        Description =
            "Where to serve. Another address than loopback needs https with a certificate, and operators' tokens.",
        DefaultValueFactory = _ => "http://127.0.0.1:7070",
    };
    private readonly Option<bool> _localWorkers = new("--local-workers")
    {
        Description =
            "Start the workers of runs on this machine. Without it they are started elsewhere, by 'bench worker'.",
    };
    private readonly Option<bool> _resumeAll = new("--resume-all")
    {
        Description =
            "Go on with every run that is not sealed, not only with those that were led on this host last.",
    };
    private readonly Option<string?> _stateDir = ServiceFolder.NewOption();
    private readonly TlsFiles _tls = new();

    public Command Create()
    {
        var command = new VerbCommand(
            "serve",
            "Serves the runs of a store: leads them, shows them in a browser, and takes orders. Killed and started again it goes on.",
            "bench coordinator serve --artifacts file:///data/bench --listen http://127.0.0.1:7070 --local-workers"
        );
        command.Options.Add(_artifacts);
        BucketSettings.AddTo(command);
        command.Options.Add(_listen);
        _tls.AddTo(command);
        command.Options.Add(_localWorkers);
        command.Options.Add(_resumeAll);
        command.Options.Add(_stateDir);
        command.SetAction(
            (parsed, _) =>
                UserErrors.GuardAsync(
                    () =>
                        TelemetrySwitch.DuringAsync(
                            "bench-coordinator",
                            time,
                            () => RunAsync(parsed)
                        ),
                    Console.Error
                )
        );
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed)
    {
        var folder = ServiceFolder.Of(parsed.GetValue(_stateDir));
        var options = Options(parsed, folder);
        var store = RunNaming.OpenArtifacts(parsed.GetValue(_artifacts), BucketSettings.Of(parsed));
        using var logs = ServiceLogs.Open(folder, "coordinator", time);
        CoordinatorServer? server = null;
        await using var host = new CoordinatorHost(
            store,
            Leaders(parsed, options.Workers, logs.Runs, () => server?.Address),
            logs.CreateLogger<CoordinatorHost>(),
            time
        );
        server = await CoordinatorServer.StartAsync(
            host,
            options,
            logs.Provider,
            interruption.Token
        );
        await using (server)
        {
            using var welcome = ServiceWelcome.Print(
                server.Address,
                options.Operators,
                folder,
                Console.Out
            );
            await AdoptAsync(host, parsed.GetValue(_resumeAll));
            await Task.Delay(Timeout.InfiniteTimeSpan, time, interruption.Token)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        return ExitCodes.Done;
    }

    /// <summary>Where and for whom to serve; what is not safe is refused.</summary>
    private ServeOptions Options(ParseResult parsed, string folder)
    {
        var tls = _tls.Read(parsed);
        var text = parsed.GetValue(_listen)!;
        var listen = ListenAddress.Parse(text, tls is not null);
        var file = ServiceFolder.Operators(folder);
        if (!listen.IsLoopback && file.Read().Count == 0)
        {
            throw new SecurityConfigException(
                $"{text} can be reached from other machines, and no operator has a token; make one first: bench coordinator token --right control --state-dir {Quoting.ForShell(folder)}"
            );
        }
        return new ServeOptions
        {
            Listen = listen,
            Tls = tls,
            Operators = new OperatorTokens(file, time),
            Workers = WorkerTokens.OfFile(ServiceFolder.WorkerKey(folder), time),
            Time = time,
        };
    }

    private RunLeaders Leaders(
        ParseResult parsed,
        WorkerTokens workers,
        IRunLogs logs,
        Func<Uri?> address
    )
    {
        var local = parsed.GetValue(_localWorkers);
        return new RunLeaders(
            (records, run) =>
                local ? ServiceFleet.Local(records, run, address, workers, time) : NoFleet.Instance,
            Console.Error,
            time
        )
        {
            Logs = logs,
        };
    }

    private async Task AdoptAsync(CoordinatorHost host, bool all)
    {
        var adopted = await host.AdoptAsync(
            run => all || run.Leader?.HostName == Environment.MachineName,
            interruption.Token
        );
        if (adopted.Count > 0)
        {
            await Console.Out.WriteLineAsync($"going on with {string.Join(", ", adopted)}");
        }
    }
}
