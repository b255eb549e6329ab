using System.CommandLine;
using System.Text.Json;
using Bench.Cli.Inputs;
using Bench.Cli.Output;
using Bench.Coordinator.Leading;
using Bench.Coordinator.Views;
using Bench.Model.Sealing;
using Bench.Protocol.Runs;

namespace Bench.Cli.Verbs;

/// <summary><c>bench watch</c>: follows a run until it is sealed, from the bucket alone.</summary>
internal sealed class WatchVerb(Interruption interruption, TimeProvider time)
{
    private readonly NamedRun _run = new();
    private readonly Option<double> _interval = new("--poll-interval")
    {
        Description = "Seconds between looks.",
        DefaultValueFactory = _ => 1,
    };
    private readonly Option<bool> _json = new("--json")
    {
        Description = "Print one JSON document a line whenever something changed.",
    };

    public Command Create()
    {
        var command = new VerbCommand(
            "watch",
            "Follows a run until it is sealed. Watching changes nothing; Ctrl-C leaves the run going.",
            "bench watch t1 --artifacts file:///data/bench"
        );
        _run.AddTo(command);
        command.Options.Add(_interval);
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
        var interval = Interval(parsed.GetValue(_interval));
        var reader = new RunViewReader(records, run.Config, time);
        var seal = parsed.GetValue(_json)
            ? await FollowAsync(reader, new JsonLines(Console.Out), interval)
            : await Observers.ShowAsync(observer => FollowAsync(reader, observer, interval), time);
        return RunEnd.CodeOf(seal);
    }

    private static TimeSpan Interval(double seconds) =>
        seconds is > 0 and <= 86_400
            ? TimeSpan.FromSeconds(Math.Max(0.1, seconds))
            : throw new UsageException(
                FormattableString.Invariant(
                    $"--poll-interval {seconds} is not a time in seconds above 0; write for example 1"
                )
            );

    private async Task<Seal> FollowAsync(
        RunViewReader reader,
        IRunObserver observer,
        TimeSpan interval
    )
    {
        while (true)
        {
            var view = await reader.ReadAsync(withLate: false, interruption.Token);
            observer.Saw(view);
            if (view.Seal is { } seal)
            {
                return seal;
            }
            await Task.Delay(interval, time, interruption.Token);
        }
    }

    private sealed class JsonLines(TextWriter output) : IRunObserver
    {
        private static readonly CliJson Compact = new(
            new JsonSerializerOptions(CliJson.Default.Options) { WriteIndented = false }
        );
        private string _last = "";

        public void Saw(RunView view)
        {
            var line = JsonSerializer.Serialize(StatusJson.Of(view), Compact.StatusJson);
            if (line != _last)
            {
                output.WriteLine(line);
                output.Flush();
                _last = line;
            }
        }

        public void Note(string message)
        {
            // Watching notes nothing of its own.
        }
    }
}
