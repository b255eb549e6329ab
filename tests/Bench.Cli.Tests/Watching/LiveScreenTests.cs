using Bench.Cli.Watching;
using Bench.Coordinator.Tests.Dashboard.Fakes;
using Bench.Coordinator.Watching;
using Bench.Host.Tests;

namespace Bench.Cli.Tests.Watching;

public sealed class LiveScreenTests
{
    private const string Enter = "\e[?1049h";
    private const string Leave = "\e[?25h\e[?1049l";

    [Test]
    [CancelAfter(20_000)]
    public async Task It_draws_on_a_screen_of_its_own_and_leaves_the_last_state_behind(
        CancellationToken cancel
    )
    {
        var time = new ManualTime();
        var terminal = TextWriter.Synchronized(new StringWriter());
        var size = (Width: 80, Height: 24);
        var feed = new ScriptedFeed(SampleRun.Of("t1", 5), time);
        var shown = new LiveScreen(terminal, () => size, hasColour: false, time).ShowAsync(
            feed.FollowAsync(null, cancel),
            cancel
        );
        await DrawnAsync(terminal, time, "vm-0004");
        size = (40, 10);
        feed.Tell(feed.Snapshot.Run with { IterationsDone = 99 });
        await DrawnAsync(terminal, time, "99/144");
        feed.Tell(feed.Snapshot.Run with { Phase = RunPhase.Sealed });
        feed.End();
        await shown;

        var text = terminal.ToString()!;
        text.ShouldStartWith(Enter);
        var left = text[(text.IndexOf(Leave, StringComparison.Ordinal) + Leave.Length)..];
        left.ShouldStartWith("t1  sealed");
        left.ShouldNotContain("\e");
        left.Split('\n').ShouldAllBe(line => line.Length <= 40);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Ctrl_C_gives_the_terminal_back(CancellationToken cancel)
    {
        using var interrupt = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var time = new ManualTime();
        var terminal = TextWriter.Synchronized(new StringWriter());
        var feed = new ScriptedFeed(SampleRun.Of("t1", 5), time);
        var shown = new LiveScreen(terminal, () => (80, 24), hasColour: true, time).ShowAsync(
            feed.FollowAsync(null, interrupt.Token),
            interrupt.Token
        );
        await DrawnAsync(terminal, time, "vm-0004");

        await interrupt.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(shown);
        terminal.ToString()!.ShouldContain(Leave);
    }

    private static Task DrawnAsync(TextWriter terminal, ManualTime time, string text) =>
        Until.TrueAsync(
            () =>
            {
                time.Advance(TimeSpan.FromMilliseconds(250));
                return terminal.ToString()!.Contains(text, StringComparison.Ordinal);
            },
            $"{text} is drawn"
        );
}
