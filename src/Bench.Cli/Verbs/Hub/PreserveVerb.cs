using System.CommandLine;
using System.Text;
using Bench.Cli.Hubs;
using Bench.Cli.Inputs;
using Bench.Hub.Pipeline.Stages;
using Bench.Model.Json;
using Bench.Model.Units;

namespace Bench.Cli.Verbs.Hub;

/// <summary><c>bench hub preserve</c>: keeps what stage B has seeded.</summary>
internal sealed class PreserveVerb(Interruption interruption, TimeProvider time)
{
    private readonly Option<string> _destination = new("--dest")
    {
        Description =
            "Where the baseline is kept; nothing may be there. With --backend s3 a prefix.",
        Required = true,
    };
    private readonly Option<bool> _copy = new("--copy")
    {
        Description = "Copy the backend's data instead of moving it.",
    };
    private readonly BackendOptions _backend = new("--backend-dir", "the seeded backend's data");

    private readonly Option<bool> _json = JsonOption.Document();

    public Command Create()
    {
        var command = new VerbCommand(
            "preserve",
            "Keeps a seeded backend as the baseline of 'bench hub perf', with a digest and a README of where it comes from.",
            "bench hub preserve --backend-dir /data/backend --dest /data/seeded"
        );
        command.Options.Add(_destination);
        command.Options.Add(_copy);
        command.Options.Add(_json);
        _backend.AddTo(command);
        command.SetAction(
            (parsed, _) => UserErrors.GuardAsync(() => RunAsync(parsed), Console.Error)
        );
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed)
    {
        var json = parsed.GetValue(_json);
        var choice = _backend.Choice(parsed);
        var place = _backend.Place(parsed, choice, time);
        var destination = parsed.GetValue(_destination)!;
        var preserved = await new PreserveStage(
            time,
            BenchVersion.Current,
            JsonOption.People(json).WriteLine
        ).RunAsync(
            new PreserveRequest
            {
                Space = place.Space,
                Source = place.Place,
                Destination = _backend.Beside(parsed, choice, "--dest", destination),
                Copy = parsed.GetValue(_copy),
            },
            interruption.Token
        );
        var baseline = preserved.Baseline!;
        if (json)
        {
            // The record that it has written, as it is.
            Console.Out.WriteLine(Encoding.UTF8.GetString(Documents.Write(preserved)).TrimEnd());
        }
        JsonOption
            .People(json)
            .WriteLine(
                $"{destination}: {preserved.Modules.Count} modules, {baseline.Objects} objects, {Human.Bytes(baseline.Bytes)}, digest {baseline.Digest}"
            );
        return ExitCodes.Done;
    }
}
