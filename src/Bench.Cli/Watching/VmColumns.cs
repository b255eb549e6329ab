using System.Globalization;
using Bench.Cli.Inputs;
using Bench.Coordinator.Watching;
using Bench.Model.Units;

namespace Bench.Cli.Watching;

/// <summary>The columns of the table of VMs at a width: what matters least is left out first.</summary>
internal sealed class VmColumns
{
    private const string None = "-";
    private const int NarrowestNow = 12;

    private readonly List<Column> _columns;

    public VmColumns(int width, Paint paint)
    {
        Column now = new("now", 0, false, 0, (vm, _) => Now(vm));
        List<Column> all =
        [
            new("VM", Math.Clamp(width / 6, 10, 24), false, 0, (vm, _) => vm.Vm),
            new("state", 9, false, 0, (vm, _) => Words.NameOf(vm.State))
            {
                Painted = (vm, text) => paint.Of(vm.State, text),
            },
            new("done", 9, true, 1, (vm, _) => $"{vm.IterationsDone}/{vm.IterationsTotal}"),
            new(
                "failed",
                6,
                true,
                0,
                (vm, _) => vm.IterationsFailed == 0 ? None : Plain(vm.IterationsFailed)
            )
            {
                Painted = (vm, text) => vm.IterationsFailed > 0 ? paint.Bad(text) : text,
            },
            now,
            new("phase", 16, false, 2, (vm, _) => Phase(vm)),
            new("rate", 9, true, 3, (vm, _) => Rate(vm)),
            new("sign", 8, true, 1, (vm, now) => Age(VmUrgency.SilenceOf(vm, now))),
            new(
                "left",
                11,
                true,
                4,
                (vm, _) => vm.EstimatedSecondsLeft is > 0 and var left ? Human.Seconds(left) : None
            ),
        ];
        while (
            NowWidth(all, width) < NarrowestNow && all.Max(c => c.Expendable) is > 0 and var most
        )
        {
            all.RemoveAll(column => column.Expendable == most);
        }
        var rest = Math.Max(0, NowWidth(all, width));
        _columns = [.. all.Select(c => ReferenceEquals(c, now) ? c with { Width = rest } : c)];
    }

    public string Header() =>
        string.Join(' ', _columns.Select(c => Cells.Fit(c.Title, c.Width, c.IsRight))).TrimEnd();

    public string Row(VmView vm, DateTimeOffset now) =>
        string.Join(
            ' ',
            _columns.Select(c => c.Painted(vm, Cells.Fit(c.Text(vm, now), c.Width, c.IsRight)))
        );

    private static int NowWidth(List<Column> columns, int width) =>
        width - columns.Sum(c => c.Width) - (columns.Count - 1);

    private static string Now(VmView vm) =>
        vm.Current is { } work
            ? $"{work.TestId} {work.ConfigLabel} #{Plain(work.Iteration)}"
            : None;

    private static string Phase(VmView vm) =>
        vm.Current is { } work ? $"{work.Phase} {Age(work.PhaseSeconds)}" : None;

    private static string Rate(VmView vm) =>
        vm.Live?.Iteration is { } last
        && (last.ReadBytesPerSecond is not null || last.WriteBytesPerSecond is not null)
            ? Human.BytesPerSecond((last.ReadBytesPerSecond ?? 0) + (last.WriteBytesPerSecond ?? 0))
            : None;

    private static string Age(double? seconds) =>
        seconds switch
        {
            null => None,
            < 60 => string.Create(CultureInfo.InvariantCulture, $"{seconds:0} s"),
            < 3600 => string.Create(CultureInfo.InvariantCulture, $"{seconds / 60:0} min"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{seconds / 3600:0} h"),
        };

    private static string Plain(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <param name="Expendable">0 stays at any width; of the others the highest goes first.</param>
    private sealed record Column(
        string Title,
        int Width,
        bool IsRight,
        int Expendable,
        Func<VmView, DateTimeOffset, string> Text
    )
    {
        public Func<VmView, string, string> Painted { get; init; } = (_, text) => text;
    }
}
