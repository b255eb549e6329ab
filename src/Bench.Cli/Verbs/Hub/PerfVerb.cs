using System.CommandLine;
using System.Globalization;
using Bench.Cli.Hubs;
using Bench.Cli.Hubs.Documents;
using Bench.Cli.Inputs;
using Bench.Cli.Output;
using Bench.Hub.Pipeline.Stages;
using Bench.Model.Hub;

namespace Bench.Cli.Verbs.Hub;

/// <summary><c>bench hub perf</c>: stage C.</summary>
internal sealed class PerfVerb(Interruption interruption, TimeProvider time)
{
    private readonly Option<string> _seeded = new("--seeded")
    {
        Description = "The baseline, from 'bench hub preserve'; it stays as it is.",
        Required = true,
    };
    private readonly Option<string> _hubData = new("--hub-data-dir")
    {
        Description =
            "The hub's data, wiped first; best on another volume than the backend's data. With --hub-url that hub's data folder, which is left as it is.",
        Required = true,
    };
    private readonly Option<bool> _noWipe = new("--no-wipe-hub")
    {
        Description = "Leave the hub's data as it is.",
    };
    private readonly Option<bool> _dehydration = new("--enable-dehydration")
    {
        Description = "Let deprovisioning write back, to the copy of the baseline.",
    };
    private readonly Option<bool> _cold = new("--cold-backend")
    {
        Description = "Drop the page cache before the hub starts; needs root.",
    };
    private readonly Option<string> _archive = new("--archive-dir")
    {
        Description = "Gets a folder for each iteration.",
        DefaultValueFactory = _ => "perf-runs",
    };
    private readonly Option<bool> _trace = new("--trace")
    {
        Description = "Write trace.json, which ui.perfetto.dev opens.",
    };
    private readonly Option<int> _iterations = new("--iterations")
    {
        Description = "How often, each from the baseline.",
        DefaultValueFactory = _ => 1,
    };
    private readonly BackendOptions _backend = new(
        "--run-dir",
        "the copy that the hub works on",
        ofBaseline: true
    );
    private readonly DrivenHubOptions _hub = new();

    private readonly Option<bool> _json = JsonOption.Document();

    public Command Create()
    {
        var command = new VerbCommand(
            "perf",
            "Stage C: copies the baseline, starts a hub on it, provisions every module and gives it back, and archives what was timed.",
            "bench hub perf --seeded /data/seeded --run-dir /data/run --hub-data-dir /fast/hub --iterations 6 --trace"
        );
        Option[] options =
        [
            _seeded,
            _hubData,
            _noWipe,
            _dehydration,
            _cold,
            _archive,
            _trace,
            _iterations,
            _json,
        ];
        foreach (var option in options)
        {
            command.Options.Add(option);
        }
        _backend.AddTo(command);
        _hub.AddTo(command);
        command.SetAction(
            (parsed, _) => UserErrors.GuardAsync(() => RunAsync(parsed), Console.Error)
        );
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed)
    {
        var iterations = parsed.GetValue(_iterations);
        if (iterations is < 1 or > 1000)
        {
            throw new UsageException($"--iterations {iterations} is out of range; use 1 to 1000");
        }
        var seeded = parsed.GetValue(_seeded)!;
        var choice = await _backend.ChoiceOfAsync(parsed, "--seeded", seeded, interruption.Token);
        var place = _backend.Place(parsed, choice, time);
        var json = parsed.GetValue(_json);
        var people = JsonOption.People(json);
        var stage = new PerfStage(_hub.Context(parsed, time, people.WriteLine));
        var ran = new List<PerfIteration>();
        var code = ExitCodes.Done;
        for (var i = 0; i < iterations; i++)
        {
            var request = Request(parsed, choice, place);
            var summary = await stage.RunAsync(request, interruption.Token);
            PerfText.Write(people, summary, request.Archive);
            ran.Add(PerfIteration.Of(request.Archive, summary));
            code = summary.Totals.Failed > 0 ? ExitCodes.Failures : code;
        }
        if (json)
        {
            JsonOutput.Write(
                Console.Out,
                new PerfDocument { Schema = PerfDocument.SchemaName, Iterations = ran },
                CliJson.Default.PerfDocument
            );
        }
        return code;
    }

    private PerfRequest Request(ParseResult parsed, BackendChoice choice, BackendPlace place) =>
        new()
        {
            Space = place.Space,
            Seeded = _backend.Beside(parsed, choice, "--seeded", parsed.GetValue(_seeded)!),
            RunPlace = place.Place,
            Backend = place.Backend,
            HubDataFolder = parsed.GetValue(_hubData)!,
            Bucket = choice.Bucket,
            WipeHub = !parsed.GetValue(_noWipe),
            Dehydration = parsed.GetValue(_dehydration),
            ColdBackend = parsed.GetValue(_cold),
            Archive = NewArchive(parsed.GetValue(_archive)!, choice.Bucket),
            Trace = parsed.GetValue(_trace),
        };

    /// <summary>Named by the time for people, and never one that is there.</summary>
    private string NewArchive(string folder, string bucket)
    {
        var stamp = time.GetLocalNow().ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture);
        var name = Path.Combine(folder, $"{stamp}_{bucket}");
        var path = name;
        for (var i = 2; Directory.Exists(path); i++)
        {
            path = string.Create(CultureInfo.InvariantCulture, $"{name}-{i}");
        }
        return path;
    }
}
