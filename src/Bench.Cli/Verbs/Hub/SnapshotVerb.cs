using System.CommandLine;
using Bench.Cli.Hubs;
using Bench.Cli.Hubs.Documents;
using Bench.Cli.Inputs;
using Bench.Cli.Output;
using Bench.Host.Processes;
using Bench.Hub.Pipeline.Ranking;
using Bench.Hub.Pipeline.Stages;
using Bench.Storage;
using Bench.Storage.S3;

namespace Bench.Cli.Verbs.Hub;

/// <summary><c>bench hub snapshot</c>: stage A.</summary>
internal sealed class SnapshotVerb(Interruption interruption, TimeProvider time)
{
    private readonly Option<string?> _source = new("--source")
    {
        Description =
            "Store with modules, such as s3://bucket/prefix. Default: ZEN_PERF_S3_URI, with ZEN_PERF_AWS_PROFILE and ZEN_PERF_AWS_REGION (us-east-1).",
    };
    private readonly Option<string> _state = new("--state-object")
    {
        Description =
            "Object in each module's folder whose age ranks it; stores of Bench's own hub are known by themselves.",
        DefaultValueFactory = _ => ModuleRanking.OriginalStateObject,
    };
    private readonly Option<int> _count = new("--module-count")
    {
        Description = "How many modules, those written last first.",
        DefaultValueFactory = _ => 1000,
    };
    private readonly Option<string> _snapshot = new("--snapshot-dir")
    {
        Description = "Folder that keeps the modules.",
        Required = true,
    };
    private readonly Option<string> _hubData = new("--hub-data-dir")
    {
        Description =
            "The hub's data, wiped first. On the volume of --snapshot-dir each move is a rename. With --hub-url that hub's data folder, which is left as it is.",
        Required = true,
    };
    private readonly DrivenHubOptions _hub = new();

    private readonly Option<bool> _json = JsonOption.Document();

    public Command Create()
    {
        var command = new VerbCommand(
            "snapshot",
            "Stage A: takes the modules of a source that were written last, by letting a hub provision and hibernate them.",
            "bench hub snapshot --source s3://production/modules --module-count 1000 --snapshot-dir /data/snapshot --hub-data-dir /data/hub-a"
        );
        Option[] options = [_source, _state, _count, _snapshot, _hubData, _json];
        foreach (var option in options)
        {
            command.Options.Add(option);
        }
        BucketSettings.AddTo(command);
        _hub.AddTo(command);
        command.SetAction(
            (parsed, _) => UserErrors.GuardAsync(() => RunAsync(parsed), Console.Error)
        );
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed)
    {
        var count = parsed.GetValue(_count);
        if (count < 1)
        {
            throw new UsageException($"--module-count {count} is no count; use 1 or more");
        }
        var settings = Settings(parsed);
        var source = settings.Fill(
            parsed.GetValue(_source)
                ?? Environment.GetEnvironmentVariable("ZEN_PERF_S3_URI")
                ?? throw new UsageException(
                    "--source is missing: say where the modules are, as in s3://bucket/prefix"
                )
        );
        var json = parsed.GetValue(_json);
        var people = JsonOption.People(json);
        var outcome = await new SnapshotStage(
            _hub.Context(parsed, time, people.WriteLine)
        ).RunAsync(
            new SnapshotRequest
            {
                OpenSource = () => Stores.Open(source),
                SourceSpec = source,
                StateObject = parsed.GetValue(_state)!,
                ModuleCount = count,
                SnapshotFolder = parsed.GetValue(_snapshot)!,
                HubDataFolder = parsed.GetValue(_hubData)!,
                LogIn = SingleSignOn.ProfileOf(source) is { } profile
                    ? cancel => SsoLogin.RunAsync(profile, new ProcessRunner(time), time, cancel)
                    : null,
            },
            interruption.Token
        );
        if (json)
        {
            JsonOutput.Write(
                Console.Out,
                SnapshotDocument.Of(parsed.GetValue(_snapshot)!, outcome),
                CliJson.Default.SnapshotDocument
            );
        }
        people.WriteLine(
            $"{parsed.GetValue(_snapshot)}: {outcome.Taken} modules taken ({outcome.Renamed} by rename), {outcome.AlreadyThere} were there; {outcome.Ranked} ranked"
        );
        return ExitCodes.Done;
    }

    private static BucketSettings Settings(ParseResult parsed)
    {
        var given = BucketSettings.Of(parsed);
        return given with
        {
            Profile = given.Profile ?? Environment.GetEnvironmentVariable("ZEN_PERF_AWS_PROFILE"),
            Region =
                given.Region
                ?? Environment.GetEnvironmentVariable("ZEN_PERF_AWS_REGION")
                ?? "us-east-1",
        };
    }
}
