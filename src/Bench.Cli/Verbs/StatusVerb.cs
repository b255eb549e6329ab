using System.CommandLine;
using Bench.Cli.Inputs;
using Bench.Cli.Output;
using Bench.Coordinator.Views;
using Bench.Protocol.Runs;

namespace Bench.Cli.Verbs;

/// <summary><c>bench status</c>: a run's state now, from the bucket alone.</summary>
internal sealed class StatusVerb(Interruption interruption, TimeProvider time)
{
    private readonly NamedRun _run = new();
    private readonly Option<bool> _json = new("--json") { Description = "Print JSON." };

    public Command Create()
    {
        var command = new VerbCommand(
            "status",
            "Shows the state of a run: its VMs, what they do, and what came after the seal.",
            "bench status t1 --artifacts file:///data/bench"
        );
        _run.AddTo(command);
        command.Options.Add(_json);
        command.SetAction(
            (parsed, _) => UserErrors.GuardAsync(() => RunAsync(parsed), Console.Error)
        );
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed)
    {
        var records = _run.Open(parsed);
        var run = await LoadedRun.LoadAsync(records, interruption.Token);
        var view = await new RunViewReader(records, run.Config, time).ReadAsync(
            withLate: true,
            interruption.Token
        );
        if (parsed.GetValue(_json))
        {
            JsonOutput.Write(Console.Out, StatusJson.Of(view), CliJson.Default.StatusJson);
        }
        else
        {
            StatusText.Write(Console.Out, view);
        }
        return ExitCodes.Done;
    }
}
