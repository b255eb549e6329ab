using System.CommandLine;
using Bench.Cli.Coordinators;
using Bench.Cli.Inputs;
using Bench.Cli.Output;
using Bench.Cli.Telemetry;
using Bench.Coordinator.Launching;
using Bench.Coordinator.Leading;
using Bench.Model.Decisions;
using Bench.Model.Names;
using Bench.Protocol.Decisions;
using Bench.Protocol.Records;
using Bench.Protocol.Runs;
using Bench.Protocol.Sealing;

namespace Bench.Cli.Verbs;

/// <summary><c>bench resume</c>: leads a run whose coordinator is gone.</summary>
internal sealed class ResumeVerb(Interruption interruption, TimeProvider time)
{
    private readonly NamedRun _run = new();
    private readonly RemoteCoordinator _remote = new();
    private readonly Option<bool> _json = JsonOption.Report();
    private readonly Option<bool> _noChannel = ChannelOption.New();

    public Command Create()
    {
        var command = new VerbCommand(
            "resume",
            "Goes on with a run: attaches to living workers, starts dead ones again where they were, seals, reports. "
                + "Nothing that was committed is run again. A sealed or cancelled run is final.",
            "bench resume t1 --artifacts file:///data/bench"
        );
        _run.AddTo(command);
        _remote.AddTo(command);
        command.Options.Add(_json);
        command.Options.Add(_noChannel);
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
        if (_remote.IsGiven(parsed))
        {
            return await _remote.UseAsync(
                parsed,
                time,
                async runs =>
                {
                    var head = await runs.ResumeAsync(_run.Id(parsed), interruption.Token);
                    Console.WriteLine($"{head.Id} is led by that coordinator");
                    return ExitCodes.Done;
                }
            );
        }
        var records = _run.Open(parsed);
        await RefuseFinalAsync(records);
        var run = await RunLauncher.CompleteAsync(records, interruption.Token);
        return await new Leadership(
            interruption,
            time,
            parsed.GetValue(_json),
            channel: !parsed.GetValue(_noChannel)
        ).LeadAsync(records, run);
    }

    private async Task RefuseFinalAsync(RecordStore records)
    {
        if (await records.ExistsAsync(records.Keys.Seal, interruption.Token))
        {
            await CompleteManifestsAsync(records);
            throw new UsageException(
                $"{records.RunUri} is sealed, which is final; print its report with bench report {Quoting.ForShell(records.RunUri)}, or start a new run"
            );
        }
        if (
            await records.GetAsync<Cancellation>(records.Keys.Cancel, interruption.Token) is
            { } cancellation
        )
        {
            throw new UsageException(
                $"{records.RunUri} was cancelled by {cancellation.By}, which is final; "
                    + $"bench cancel {Quoting.ForShell(records.RunUri)} seals what it has, or start a new run"
            );
        }
    }

    /// <summary>A coordinator that died right after the seal left the manifests unfinished; the seal itself stands.</summary>
    private async Task CompleteManifestsAsync(RecordStore records)
    {
        var run = await LoadedRun.LoadAsync(records, interruption.Token);
        var log = new DecisionLog(records, run.Config, CoordinatorSelf.Reader, time);
        await new Sealer(records, run, log, time, BenchVersion.Current).SealAsync(
            SealReason.Completed,
            interruption.Token
        );
    }
}
