using System.CommandLine;
using Bench.Cli.Coordinators;
using Bench.Cli.Inputs;
using Bench.Cli.Output;
using Bench.Cli.Telemetry;
using Bench.Cli.Watching;
using Bench.Coordinator.Launching;
using Bench.Coordinator.LiveChannel;
using Bench.Fleet.Local;
using Bench.Host.Processes;
using Bench.Model.Keys;
using Bench.Model.Names;
using Bench.Model.Runs;
using Bench.Protocol.Records;
using Bench.Worker;

namespace Bench.Cli.Verbs;

/// <summary><c>bench run</c>: plans, starts workers, leads them to the seal, and reports.</summary>
internal sealed class RunVerb(Interruption interruption, TimeProvider time)
{
    private readonly PlanInputs _inputs = new();
    private readonly LaterParts _later = new();
    private readonly Option<string?> _artifacts = NamedRun.ArtifactsOption();
    private readonly Option<bool> _json = JsonOption.Report();
    private readonly Option<bool> _noChannel = ChannelOption.New();
    private readonly RemoteCoordinator _remote = new();
    private readonly Option<bool> _detach = new("--detach")
    {
        Description = "Leave the run going and return; follow it with 'bench watch'.",
    };

    public Command Create()
    {
        var command = new VerbCommand(
            "run",
            "Plans a test CSV, runs it on workers, and reports.",
            "bench run --benchmark-id t1 --test-csv cases.csv --configs-csv configs.csv --fio-job-file read.fio "
                + "--artifacts file:///data/bench --test-data /data/set --iterations 6 --workers 3"
        );
        _inputs.AddTo(command);
        _later.AddTo(command);
        command.Options.Add(_artifacts);
        command.Options.Add(_detach);
        command.Options.Add(_noChannel);
        _remote.AddTo(command);
        command.Options.Add(_json);
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
        _later.Check(parsed);
        if (
            await Composition.PlanAsync(_inputs, parsed, time, Console.Error, interruption.Token)
            is not { } config
        )
        {
            return ExitCodes.Usage;
        }
        if (_remote.IsGiven(parsed))
        {
            return await _remote.UseAsync(parsed, time, runs => StartAsync(runs, config, parsed));
        }
        var store = RunNaming.OpenArtifacts(parsed.GetValue(_artifacts), BucketSettings.Of(parsed));
        var records = new RecordStore(store, new RunKeys(config.BenchmarkId));
        var processes = new ProcessRunner(time);
        // This machine's fitness says nothing of machines whose workers others start.
        var here = config.Options.Fleet == FleetKind.Local;
        if (here)
        {
            await Preflight.CheckHostAsync(config, processes, time, interruption.Token);
        }
        var people = JsonOption.People(parsed.GetValue(_json));
        config = await RunTools.ResolveAsync(config, time, interruption.Token);
        if (here)
        {
            await RunTools.GetAsync(config, time, people, interruption.Token);
        }
        await Preflight.CheckStoresAsync(config, store, processes, time, interruption.Token);
        var run = await RunLauncher.CreateAsync(records, config, interruption.Token);
        people.WriteLine(
            $"{records.RunUri}: {config.TestCases.Count} test cases × {config.Configs.Count} configs × "
                + $"{config.Options.Iterations} iterations on {config.Vms.Count} workers"
        );
        if (!here)
        {
            WorkerHints.Write(people, records.RunUri, config);
        }
        return parsed.GetValue(_detach)
            ? Detach(records, config)
            : await new Leadership(
                interruption,
                time,
                parsed.GetValue(_json),
                channel: !parsed.GetValue(_noChannel)
            ).LeadAsync(records, run);
    }

    /// <summary>Planned here, led by a service: this machine's fitness and store say nothing of its workers'.</summary>
    private async Task<int> StartAsync(RemoteRuns runs, RunConfig config, ParseResult parsed)
    {
        var resolved = await RunTools.ResolveAsync(config, time, interruption.Token);
        var head = await runs.StartAsync(resolved, interruption.Token);
        Console.WriteLine($"{TextTable.Clean(head.Uri)}: started");
        if (config.Options.Fleet == FleetKind.None)
        {
            WorkerHints.WriteServed(
                Console.Out,
                TextTable.Clean(head.Uri),
                config,
                _remote.Address(parsed)
            );
        }
        if (parsed.GetValue(_detach))
        {
            return ExitCodes.Done;
        }
        var end = new RunEndSeen();
        var lines = new WatchLines(Console.Out, time);
        await foreach (var happened in end.See(runs.WatchAsync(head.Id, interruption.Token)))
        {
            lines.Show(happened);
        }
        return end.Code;
    }

    /// <summary>Another process leads the run; this one only says where.</summary>
    private int Detach(RecordStore records, RunConfig config)
    {
        var self = SelfCommand.Current;
        var log = Path.Combine(
            WorkerFolders.Default.Work,
            "logs",
            $"{config.BenchmarkId}.coordinator.log"
        );
        Directory.CreateDirectory(Path.GetDirectoryName(log)!);
        var process = new ProcessRunner(time).Start(
            new ProcessSpec(self.FileName, [.. self.Arguments, "resume", records.RunUri])
            {
                Detached = true,
                StdoutPath = log,
                StderrPath = log,
            }
        );
        Console.WriteLine($"coordinator: process {process.Pid}, log {log}");
        Console.WriteLine($"follow it:   bench watch {Quoting.ForShell(records.RunUri)}");
        Console.WriteLine($"end it:      bench cancel {Quoting.ForShell(records.RunUri)}");
        return ExitCodes.Done;
    }
}
