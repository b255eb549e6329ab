using System.CommandLine;
using Bench.Cli.Inputs;
using Bench.Cli.Output;
using Bench.Planning;

namespace Bench.Cli.Verbs;

/// <summary><c>bench plan</c>: shows who would run what; writes nothing.</summary>
internal sealed class PlanVerb(Interruption interruption, TimeProvider time)
{
    private readonly PlanInputs _inputs = new();
    private readonly LaterParts _later = new();
    private readonly Option<bool> _json = new("--json") { Description = "Print JSON." };

    public Command Create()
    {
        var command = new VerbCommand(
            "plan",
            "Checks the inputs and prints the matrix and its distribution. Writes nothing.",
            "bench plan --test-csv cases.csv --configs-csv configs.csv --fio-job-file read.fio --test-data /data --workers 3"
        );
        _inputs.AddTo(command);
        _later.AddTo(command);
        command.Options.Add(NamedRun.ArtifactsOption());
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
        (config, var unresolved) = await RunTools.TryResolveAsync(config, time, interruption.Token);
        var table = PlanTable.Of(config);
        if (parsed.GetValue(_json))
        {
            JsonOutput.Write(Console.Out, PlanJson.Of(config, table), CliJson.Default.PlanJson);
        }
        else
        {
            PlanText.Write(Console.Out, config, table);
            PlanTools.Write(Console.Out, config, unresolved);
        }
        return ExitCodes.Done;
    }
}
