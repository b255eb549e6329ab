using System.Globalization;
using Bench.Coordinator.Views;
using Bench.Model.Claims;
using Bench.Model.Progress;
using Bench.Model.Units;

namespace Bench.Cli.Output;

/// <summary>A run's state for people.</summary>
internal static class StatusText
{
    public static void Write(TextWriter output, RunView view)
    {
        output.WriteLine(Headline(view));
        if (view.Cancellation is { } cancellation)
        {
            output.WriteLine(
                $"cancelled by {TextTable.Clean(cancellation.By)} at {cancellation.At:u}"
            );
        }
        WriteLosses(output, view);
        var table = new TextTable(
            ("VM", false),
            ("epoch", true),
            ("state", false),
            ("iterations", true),
            ("failed", true),
            ("now", false)
        );
        foreach (var vm in view.Config.Vms)
        {
            var progress = view.Progress.GetValueOrDefault(vm.Name);
            var claim = view.Claims.GetValueOrDefault(vm.Name);
            table.Add(
                vm.Name,
                claim?.Epoch.ToString(CultureInfo.InvariantCulture)
                    ?? progress?.Epoch.ToString(CultureInfo.InvariantCulture)
                    ?? "",
                State(claim, progress),
                progress is null
                    ? ""
                    : $"{progress.IterationsOk + progress.IterationsFailed}/{progress.IterationsTotal}",
                progress?.IterationsFailed.ToString(CultureInfo.InvariantCulture) ?? "",
                progress?.Current is { } now ? Now(now) : ""
            );
        }
        table.Write(output);
        foreach (
            var error in view.Progress.Values.SelectMany(p =>
                p.LastErrors.Select(e => $"{p.Vm}: {e}")
            )
        )
        {
            output.WriteLine(TextTable.Clean(error));
        }
        if (view.Late.Count > 0)
        {
            output.WriteLine($"{view.Late.Count} records came after the seal and do not count:");
            foreach (var key in view.Late)
            {
                output.WriteLine($"  {TextTable.Clean(key)}");
            }
        }
    }

    private static void WriteLosses(TextWriter output, RunView view)
    {
        if (view is { Waiting: { } waiting, Seal: null })
        {
            output.WriteLine($"waiting: {TextTable.Clean(waiting)}");
        }
        if (StatusJson.TriedAgain(view) is > 0 and var again)
        {
            output.WriteLine($"{again} entries were tried again");
        }
        if (view.Seal is { Superseded.Count: > 0 and var superseded })
        {
            output.WriteLine($"{superseded} records are superseded by others and do not count");
        }
    }

    public static string Headline(RunView view)
    {
        var done = $"{view.IterationsDone}/{view.IterationsTotal} iterations";
        if (view.Seal is { } seal)
        {
            var counts = string.Join(
                ", ",
                StatusJson.Counts(seal).Select(pair => $"{pair.Value} {pair.Key}")
            );
            return $"{view.Config.BenchmarkId}: sealed ({Inputs.Words.NameOf(seal.Reason)}): {counts}";
        }
        var failed = view.IterationsFailed > 0 ? $", {view.IterationsFailed} failed" : "";
        var left = view.EstimatedSecondsLeft is > 0 and var seconds
            ? $", about {Human.Seconds(seconds)} left"
            : "";
        return $"{view.Config.BenchmarkId}: {StatusJson.StateOf(view)}, {done}{failed}{left}";
    }

    public static string Now(CurrentWork now) =>
        $"test {now.TestId} {now.ConfigLabel}{(now.Attempt is > 1 and var attempt ? $" attempt {attempt}" : "")} iteration {now.Iteration}: {now.Phase}";

    private static string State(Claim? claim, WorkerProgress? progress) =>
        claim is { Kind: ClaimKind.Fence } ? "fenced"
        : progress is null
            ? claim is null ? "not started"
                : "starting"
        : Inputs.Words.NameOf(progress.State);
}
