using System.Globalization;
using Bench.Cli.Inputs;
using Bench.Coordinator.Watching;
using Bench.Model.Units;

namespace Bench.Cli.Watching;

/// <summary>A run as lines that fit a terminal, however many VMs it has. Pure.</summary>
internal sealed class WatchScreen(Paint paint)
{
    private const int MostNotes = 6;
    private const int WidestBar = 40;

    /// <summary>At most <paramref name="height"/> lines of at most <paramref name="width"/> cells.</summary>
    public IReadOnlyList<string> Render(RunSnapshot run, int width, int height, DateTimeOffset now)
    {
        List<string> lines =
        [
            Title(run.Run, width),
            Bar(run.Run, width),
            Cells.Limit(Vms(run), width),
            Cells.Limit(Entries(run), width),
        ];
        var notes = Notes(run, width, height);
        var room = height - lines.Count - notes.Count - 2;
        if (room >= 3)
        {
            lines.Add("");
            lines.AddRange(Table(run, width, room - 1, now));
        }
        lines.AddRange(notes);
        lines.Add(paint.Dim(Cells.Limit(Foot(run.Run), width)));
        return [.. lines.Take(height)];
    }

    private string Title(RunHead run, int width)
    {
        var phase = Words.NameOf(run.Phase);
        var reason = run.SealReason is { } seal ? $" ({Words.NameOf(seal)})" : "";
        var why = run.Reason is { } text ? $": {text}" : "";
        var name = run.Name is { } given ? $"  {given}" : "";
        var id = Cells.Limit(run.Id, width);
        return paint.Bold(id) + Cells.Limit($"  {phase}{reason}{why}{name}", width - id.Length);
    }

    private string Bar(RunHead run, int width)
    {
        var share = run.IterationsTotal == 0 ? 0 : (double)run.IterationsDone / run.IterationsTotal;
        var cells = Math.Clamp(width - 46, 10, WidestBar);
        var full = (int)Math.Floor(share * cells);
        var left = run.EstimatedSecondsLeft is > 0 and var seconds
            ? $", about {Human.Seconds(seconds)} left"
            : "";
        var failed = run.IterationsFailed > 0 ? $", {run.IterationsFailed} failed" : "";
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $" {100 * share:0} %  {run.IterationsDone}/{run.IterationsTotal} iterations{failed}{left}"
        );
        return "["
            + paint.Good(new string('#', full))
            + new string('.', cells - full)
            + "]"
            + Cells.Limit(text, width - cells - 2);
    }

    private static string Vms(RunSnapshot run) =>
        $"{run.Vms.Count} VMs: {Counts(run.Vms.Select(vm => vm.State))}";

    private static string Entries(RunSnapshot run)
    {
        var leader = run.Run.Leader is { } who ? $"; led by {who}" : "";
        return $"{run.Entries.Count} entries: {Counts(run.Entries.Select(entry => entry.State))}{leader}";
    }

    private static string Counts<T>(IEnumerable<T> states)
        where T : struct, Enum =>
        string.Join(
            ", ",
            states
                .GroupBy(state => state)
                .OrderBy(group => group.Key)
                .Select(group => $"{group.Count()} {Words.NameOf(group.Key)}")
        );

    private IEnumerable<string> Table(RunSnapshot run, int width, int room, DateTimeOffset now)
    {
        var table = new VmColumns(width, paint);
        yield return paint.Dim(table.Header());
        var sorted = run.Vms.OrderBy(VmUrgency.Of).ToList();
        var shown = sorted.Count <= room - 1 ? sorted.Count : room - 2;
        foreach (var vm in sorted.Take(shown))
        {
            yield return table.Row(vm, now);
        }
        if (shown < sorted.Count)
        {
            yield return paint.Dim(
                Cells.Limit(
                    $"and {sorted.Count - shown} more: {Counts(sorted.Skip(shown).Select(vm => vm.State))}",
                    width
                )
            );
        }
    }

    private List<string> Notes(RunSnapshot run, int width, int height)
    {
        var most = Math.Clamp((height - 10) / 3, 0, MostNotes);
        List<string> lines =
        [
            .. run
                .Notes.TakeLast(most)
                .Select(note => paint.Of(note.Level, Cells.Limit(WatchLines.Of(note), width))),
        ];
        return lines.Count > 0 ? ["", .. lines] : [];
    }

    private static string Foot(RunHead run) =>
        run.Phase == RunPhase.Sealed ? "" : "Ctrl-C leaves the run going";
}
