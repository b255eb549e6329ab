using System.CommandLine;
using Bench.Cli.Coordinators;
using Bench.Cli.Inputs;
using Bench.Cli.Output;
using Bench.Coordinator.Leading;
using Bench.Coordinator.LiveChannel;
using Bench.Model.Decisions;
using Bench.Model.Progress;
using Bench.Model.Sealing;
using Bench.Protocol.Cancelling;
using Bench.Protocol.Decisions;
using Bench.Protocol.Progress;
using Bench.Protocol.Records;
using Bench.Protocol.Runs;
using Bench.Protocol.Sealing;

namespace Bench.Cli.Verbs;

/// <summary><c>bench cancel</c>: ends a run, waits for its seal, and says what counts.</summary>
internal sealed class CancelVerb(Interruption interruption, TimeProvider time)
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(200);

    private readonly NamedRun _run = new();
    private readonly RemoteCoordinator _remote = new();
    private readonly Option<string?> _reason = new("--reason")
    {
        Description = "Why; kept with the run.",
    };
    private readonly Option<double> _wait = new("--wait")
    {
        Description =
            "Seconds to wait for the run's coordinator before sealing the run in its place.",
        DefaultValueFactory = _ => 15,
    };

    public Command Create()
    {
        var command = new VerbCommand(
            "cancel",
            "Ends a run. Workers end their children and leave; what was committed is kept and sealed. Final.",
            "bench cancel t1 --artifacts file:///data/bench"
        );
        _run.AddTo(command);
        _remote.AddTo(command);
        command.Options.Add(_reason);
        command.Options.Add(_wait);
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
            return await _remote.UseAsync(parsed, time, runs => CancelAsync(runs, parsed));
        }
        var records = _run.Open(parsed);
        var run = await LoadedRun.LoadAsync(records, cancel);
        if (await records.GetAsync<Seal>(records.Keys.Seal, cancel) is { } before)
        {
            Tell(run, before, "was sealed before");
            return ExitCodes.Done;
        }
        var by = $"{Environment.UserName}@{Environment.MachineName}";
        var watch = new ProgressWatch(records);
        await watch.PollAsync(cancel);
        var atWork = AtWork(watch);
        await RunCancel.RequestAsync(records, by, parsed.GetValue(_reason), time, cancel);
        var seal =
            await AwaitSealAsync(records, TimeSpan.FromSeconds(parsed.GetValue(_wait)), cancel)
            ?? await SealInPlaceAsync(records, run, cancel);
        Tell(run, seal, "is cancelled and sealed");
        await watch.PollAsync(cancel);
        CancelText.Write(Console.Out, Outcome(run, atWork, watch));
        return ExitCodes.Done;
    }

    private static HashSet<string> AtWork(ProgressWatch watch) =>
        watch
            .Latest.Values.Where(progress => progress.State != WorkerState.Ended)
            .Select(progress => progress.Vm)
            .ToHashSet(StringComparer.Ordinal);

    /// <summary>Which workers have ended what they had begun, and which were at work and have not said so.</summary>
    private static CancelOutcome Outcome(LoadedRun run, HashSet<string> before, ProgressWatch watch)
    {
        var open = AtWork(watch);
        var vms = run.Config.Vms.Select(vm => vm.Name).Where(before.Contains).ToList();
        List<string> ended = [.. vms.Where(vm => !open.Contains(vm))];
        return new CancelOutcome(
            ended,
            [.. vms.Where(open.Contains)],
            ended.ToDictionary(vm => vm, vm => watch.Latest[vm].Stopped?.Left ?? [])
        );
    }

    /// <summary>By the coordinator that leads it, which tells its workers at once.</summary>
    private async Task<int> CancelAsync(RemoteRuns runs, ParseResult parsed)
    {
        var id = _run.Id(parsed);
        var (outcome, isSealed) = await runs.CancelAsync(
            id,
            $"{Environment.UserName}@{Environment.MachineName}",
            parsed.GetValue(_reason),
            TimeSpan.FromSeconds(parsed.GetValue(_wait)),
            interruption.Token
        );
        Console.WriteLine($"{id} is cancelled{(isSealed ? " and sealed" : "")}");
        CancelText.Write(Console.Out, outcome);
        return ExitCodes.Done;
    }

    private async Task<Seal?> AwaitSealAsync(
        RecordStore records,
        TimeSpan patience,
        CancellationToken cancel
    )
    {
        var begin = time.GetTimestamp();
        while (time.GetElapsedTime(begin) < patience)
        {
            if (await records.GetAsync<Seal>(records.Keys.Seal, cancel) is { } seal)
            {
                return seal;
            }
            await Task.Delay(Poll, time, cancel);
        }
        return null;
    }

    /// <summary>Nobody leads the run, so this process does what its coordinator would have done.</summary>
    private async Task<Seal> SealInPlaceAsync(
        RecordStore records,
        LoadedRun run,
        CancellationToken cancel
    )
    {
        Console.WriteLine("no coordinator seals the run; sealing it here");
        var log = new DecisionLog(records, run.Config, CoordinatorSelf.New(), time);
        while (true)
        {
            await log.LeadAsync(cancel);
            var sealer = new Sealer(records, run, log, time, BenchVersion.Current);
            if (await sealer.SealAsync(SealReason.Cancelled, cancel) is { } seal)
            {
                await RunEnd.WriteReportAsync(records, seal, cancel);
                return seal;
            }
        }
    }

    private static void Tell(LoadedRun run, Seal seal, string what)
    {
        var counts = string.Join(
            ", ",
            StatusJson.Counts(seal).Select(pair => $"{pair.Value} {pair.Key}")
        );
        Console.WriteLine(
            $"{run.Config.BenchmarkId} {what} ({Words.NameOf(seal.Reason)}): {counts}"
        );
    }
}
