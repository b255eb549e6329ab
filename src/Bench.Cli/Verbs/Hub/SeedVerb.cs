using System.CommandLine;
using Bench.Cli.Hubs;
using Bench.Cli.Hubs.Documents;
using Bench.Cli.Inputs;
using Bench.Cli.Output;
using Bench.Hub.Pipeline.Stages;

namespace Bench.Cli.Verbs.Hub;

/// <summary><c>bench hub seed</c>: stage B.</summary>
internal sealed class SeedVerb(Interruption interruption, TimeProvider time)
{
    private readonly Option<string> _snapshot = new("--snapshot-dir")
    {
        Description = "Folder with the modules, from 'bench hub snapshot' or 'make-modules'.",
        Required = true,
    };
    private readonly Option<string> _hubData = new("--hub-data-dir")
    {
        Description =
            "The hub's data, in a folder of its own for each bucket; with --hub-url that hub's data folder itself.",
        Required = true,
    };
    private readonly Option<bool> _wipe = new("--wipe")
    {
        Description = "Delete the hub's data and the backend's data first.",
    };
    private readonly Option<int> _count = new("--module-count")
    {
        Description = "How many modules; 0 for all of the snapshot.",
    };
    private readonly BackendOptions _backend = new("--backend-dir", "the backend's data");
    private readonly DrivenHubOptions _hub = new();

    private readonly Option<bool> _json = JsonOption.Document();

    public Command Create()
    {
        var command = new VerbCommand(
            "seed",
            "Stage B: lets a hub store the modules of a snapshot in a backend, packed. 'bench hub preserve' keeps it.",
            "bench hub seed --snapshot-dir /data/snapshot --hub-data-dir /data/hub-b --backend-dir /data/backend --wipe"
        );
        command.Options.Add(_snapshot);
        command.Options.Add(_hubData);
        command.Options.Add(_wipe);
        command.Options.Add(_count);
        command.Options.Add(_json);
        _backend.AddTo(command);
        _hub.AddTo(command);
        command.SetAction(
            (parsed, _) => UserErrors.GuardAsync(() => RunAsync(parsed), Console.Error)
        );
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed)
    {
        var choice = _backend.Choice(parsed);
        var place = _backend.Place(parsed, choice, time);
        var count = parsed.GetValue(_count);
        if (count < 0)
        {
            throw new UsageException($"--module-count {count} is no count; use 0 for all");
        }
        var json = parsed.GetValue(_json);
        var people = JsonOption.People(json);
        var modules = await new SeedStage(_hub.Context(parsed, time, people.WriteLine)).RunAsync(
            new SeedRequest
            {
                SnapshotFolder = parsed.GetValue(_snapshot)!,
                HubDataFolder = HubData(parsed, choice),
                Bucket = choice.Bucket,
                Backend = place.Backend,
                Space = place.Space,
                Place = place.Place,
                Wipe = parsed.GetValue(_wipe),
                ModuleCount = count,
            },
            interruption.Token
        );
        if (json)
        {
            JsonOutput.Write(
                Console.Out,
                new SeedDocument
                {
                    Schema = SeedDocument.SchemaName,
                    Backend = place.Backend.Kind,
                    Place = place.Place,
                    Bucket = choice.Bucket,
                    Modules = modules,
                },
                CliJson.Default.SeedDocument
            );
        }
        people.WriteLine(
            $"{modules.Count} modules seeded; keep them with: bench hub preserve --backend-dir … --dest …"
        );
        return ExitCodes.Done;
    }

    /// <summary>A hub that runs already has the folder that it was given.</summary>
    private string HubData(ParseResult parsed, BackendChoice choice)
    {
        var folder = parsed.GetValue(_hubData)!;
        return _hub.IsRunning(parsed) ? folder : Path.Combine(folder, choice.Bucket);
    }
}
