using System.Globalization;
using Bench.Coordinator.Leading;
using Bench.Coordinator.Views;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Bench.Cli.Output;

/// <summary>A table on a terminal that is drawn anew after each poll.</summary>
internal sealed class LiveObserver(IAnsiConsole console) : IRunObserver
{
    private const int MostVms = 30;
    private LiveDisplayContext? _display;

    /// <summary>Shows the table while the work goes on.</summary>
    public Task<T> WhileAsync<T>(Func<Task<T>> work) =>
        console
            .Live(new Text("starting"))
            .AutoClear(false)
            .Overflow(VerticalOverflow.Ellipsis)
            .StartAsync(display =>
            {
                _display = display;
                return work();
            });

    public void Saw(RunView view) => _display?.UpdateTarget(Draw(view));

    public void Note(string message) =>
        console.MarkupLineInterpolated($"[yellow]{TextTable.Clean(message)}[/]");

    private static IRenderable Draw(RunView view)
    {
        var table = new Table
        {
            Border = TableBorder.Rounded,
            Title = new TableTitle(Markup.Escape(StatusText.Headline(view))),
        };
        table.AddColumns("VM", "iterations", "failed", "now", "phase for");
        foreach (var vm in view.Config.Vms.Take(MostVms))
        {
            var progress = view.Progress.GetValueOrDefault(vm.Name);
            var now = progress?.Current;
            table.AddRow(
                Cell(vm.Name),
                Cell(
                    progress is null
                        ? ""
                        : $"{progress.IterationsOk + progress.IterationsFailed}/{progress.IterationsTotal}"
                ),
                Cell(progress?.IterationsFailed.ToString(CultureInfo.InvariantCulture) ?? ""),
                Cell(
                    now is null
                        ? progress is null
                            ? "not started"
                            : Inputs.Words.NameOf(progress.State)
                        : StatusText.Now(now)
                ),
                Cell(now is null ? "" : FormattableString.Invariant($"{now.PhaseSeconds:0} s"))
            );
        }
        if (view.Config.Vms.Count > MostVms)
        {
            table.Caption = new TableTitle($"and {view.Config.Vms.Count - MostVms} more VMs");
        }
        return table;
    }

    private static Text Cell(string text) => new(TextTable.Clean(text));
}
