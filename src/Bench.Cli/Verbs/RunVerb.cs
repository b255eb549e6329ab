using System.CommandLine;
using Bench.Cli.Inputs;
using Bench.Cli.Output;
using Bench.Coordinator.Launching;
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
        command.Options.Add(_json);
        command.SetAction(
            (parsed, _) => UserErrors.GuardAsync(() => RunAsync(parsed), Console.Error)
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
        var store = RunNaming.OpenArtifacts(parsed.GetValue(_artifacts), BucketSettings.Of(parsed));
        var records = new RecordStore(store, new RunKeys(config.BenchmarkId));
        var processes = new ProcessRunner(time);
        await Preflight.CheckHostAsync(config, processes, time, interruption.Token);
        var people = JsonOption.People(parsed.GetValue(_json));
        config = await RunTools.ResolveAsync(config, time, interruption.Token);
        await RunTools.GetAsync(config, time, people, interruption.Token);
        await Preflight.CheckStoresAsync(config, store, processes, time, interruption.Token);
        var run = await RunLauncher.CreateAsync(records, config, interruption.Token);
        people.WriteLine(
            $"{records.RunUri}: {config.TestCases.Count} test cases × {config.Configs.Count} configs × "
                + $"{config.Options.Iterations} iterations on {config.Vms.Count} workers"
        );
        return parsed.GetValue(_detach)
            ? Detach(records, config)
            : await new Leadership(
                interruption,
                time,
                parsed.GetValue(_json),
                channel: !parsed.GetValue(_noChannel)
            ).LeadAsync(records, run);
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
