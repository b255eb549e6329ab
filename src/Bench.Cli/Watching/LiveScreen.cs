using System.Text;
using Bench.Coordinator.Watching;
using Bench.Coordinator.Watching.Feeds;

namespace Bench.Cli.Watching;

/// <summary>
/// A terminal that shows a run: drawn over in place on a screen of its own, so that nothing flickers and what stood
/// there before comes back. Each frame takes the terminal's size as it is then.
/// </summary>
internal sealed class LiveScreen(
    TextWriter terminal,
    Func<(int Width, int Height)> size,
    bool hasColour,
    TimeProvider time
)
{
    private const string Enter = "\e[?1049h\e[?25l\e[2J";
    private const string Leave = "\e[?25h\e[?1049l";
    private const string FrameBegin = "\e[?2026h\e[H";
    private const string FrameEnd = "\e[J\e[?2026l";
    private const string ToLineEnd = "\e[K";

    /// <summary>Ages grow while nothing else changes.</summary>
    private static readonly TimeSpan Frame = TimeSpan.FromMilliseconds(250);

    private readonly WatchScreen _screen = new(new Paint(hasColour));
    private readonly SnapshotBuilder _run = new();
    private readonly Lock _gate = new();

    /// <summary>Shows the events until there are no more, then leaves the last state on the usual screen.</summary>
    public async Task ShowAsync(IAsyncEnumerable<RunEvent> events, CancellationToken cancel)
    {
        using var drawing = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        await terminal.WriteAsync(Enter);
        var draws = DrawAsync(drawing.Token);
        try
        {
            await foreach (var happened in events.WithCancellation(cancel))
            {
                lock (_gate)
                {
                    _run.Apply(happened);
                }
            }
        }
        finally
        {
            await drawing.CancelAsync();
            await draws.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await terminal.WriteAsync(Leave);
            foreach (var line in Lines())
            {
                await terminal.WriteLineAsync(line);
            }
            await terminal.FlushAsync(CancellationToken.None);
        }
    }

    private async Task DrawAsync(CancellationToken cancel)
    {
        using var timer = new PeriodicTimer(Frame, time);
        do
        {
            var frame = new StringBuilder(FrameBegin);
            foreach (var (i, line) in Lines().Index())
            {
                frame.Append(i == 0 ? "" : "\r\n").Append(line).Append(ToLineEnd);
            }
            await terminal.WriteAsync(frame.Append(FrameEnd), cancel);
            await terminal.FlushAsync(cancel);
        } while (await timer.WaitForNextTickAsync(cancel));
    }

    private IReadOnlyList<string> Lines()
    {
        var (width, height) = size();
        lock (_gate)
        {
            return _run.HasBegun
                ? _screen.Render(_run.ToSnapshot(), width, height, time.GetUtcNow())
                : [];
        }
    }
}
