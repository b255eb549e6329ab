using System.CommandLine;
using System.Text.Json;
using Bench.Cli.Coordinators;
using Bench.Cli.Inputs;
using Bench.Cli.Watching;
using Bench.Coordinator.LiveChannel;
using Bench.Coordinator.Watching;
using Bench.Coordinator.Watching.Sources;
using Bench.Model.Sealing;

namespace Bench.Cli.Verbs;

/// <summary><c>bench watch</c>: follows a run until it is sealed, from the bucket alone.</summary>
internal sealed class WatchVerb(Interruption interruption, TimeProvider time)
{
    private readonly NamedRun _run = new();
    private readonly RemoteCoordinator _remote = new();
    private readonly Option<double> _interval = new("--poll-interval")
    {
        Description = "Seconds between looks.",
        DefaultValueFactory = _ => 1,
    };
    private readonly Option<bool> _json = new("--json")
    {
        Description =
            "Print one JSON document a line: a snapshot of the run, then each change of it.",
    };

    public Command Create()
    {
        var command = new VerbCommand(
            "watch",
            "Follows a run until it is sealed: a live view on a terminal, a line for each change elsewhere. Watching changes nothing; Ctrl-C leaves the run going.",
            "bench watch t1 --artifacts file:///data/bench"
        );
        _run.AddTo(command);
        command.Options.Add(_interval);
        command.Options.Add(_json);
        _remote.AddTo(command);
        command.SetAction(
            (parsed, _) => UserErrors.GuardAsync(() => RunAsync(parsed), Console.Error)
        );
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed)
    {
        var cancel = interruption.Token;
        if (_remote.IsGiven(parsed))
        {
            return await _remote.UseAsync(
                parsed,
                time,
                runs => WatchAsync(runs, _run.Id(parsed), parsed.GetValue(_json))
            );
        }
        var interval = Interval(parsed.GetValue(_interval));
        var records = _run.Open(parsed);
        using var watched = await WatchedRun.OpenAsync(records, time, cancel);
        var looking = watched.FollowAsync(interval, cancel);
        await ShowAsync(
            watched.Feed.FollowAsync(after: null, cancel),
            parsed.GetValue(_json),
            cancel
        );
        await looking;
        var seal = await records.GetAsync<Seal>(records.Keys.Seal, cancel);
        return seal is null ? ExitCodes.Failures : RunEnd.CodeOf(seal);
    }

    /// <summary>By a coordinator, as it tells.</summary>
    private async Task<int> WatchAsync(RemoteRuns runs, string runId, bool json)
    {
        var end = new RunEndSeen();
        var events = end.See(runs.WatchAsync(runId, interruption.Token));
        await ShowAsync(events, json, interruption.Token);
        return end.Code;
    }

    private async Task ShowAsync(
        IAsyncEnumerable<RunEvent> events,
        bool json,
        CancellationToken cancel
    )
    {
        if (!json && Terminals.IsLive)
        {
            var screen = new LiveScreen(Console.Out, Terminals.Size, Terminals.HasColour, time);
            await screen.ShowAsync(events, cancel);
            return;
        }
        var lines = new WatchLines(Console.Out, time);
        await foreach (var happened in events)
        {
            if (json)
            {
                Console.WriteLine(
                    JsonSerializer.Serialize(happened, WatchingJson.Default.RunEvent)
                );
            }
            else
            {
                lines.Show(happened);
            }
        }
    }

    private static TimeSpan Interval(double seconds) =>
        seconds is > 0 and <= 86_400
            ? TimeSpan.FromSeconds(Math.Max(0.1, seconds))
            : throw new UsageException(
                FormattableString.Invariant(
                    $"--poll-interval {seconds} is not a time in seconds above 0; write for example 1"
                )
            );
}
