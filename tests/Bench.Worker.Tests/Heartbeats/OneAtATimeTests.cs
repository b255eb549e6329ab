using Bench.Worker.Heartbeats;

namespace Bench.Worker.Tests.Heartbeats;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class OneAtATimeTests
{
    private readonly List<string> _log = [];
    private readonly OneAtATime _turns = new();

    [Test]
    public async Task Calls_go_one_after_the_other_in_the_order_of_asking()
    {
        var (first, second) = (new TaskCompletionSource(), new TaskCompletionSource());
        var a = RunAsync("a", first.Task);
        var b = RunAsync("b", second.Task);
        var c = RunAsync("c", Task.CompletedTask);
        _log.ShouldBe(["a"]);
        first.SetResult();
        _log.ShouldBe(["a", "b"]);
        second.SetResult();
        await Task.WhenAll(a, b, c);
        _log.ShouldBe(["a", "b", "c"]);
    }

    [Test]
    public async Task Who_gives_up_waiting_lets_nobody_pass_the_call_that_goes_on()
    {
        using var cancel = new CancellationTokenSource();
        var first = new TaskCompletionSource();
        var a = RunAsync("a", first.Task);
        var b = RunAsync("b", Task.CompletedTask, cancel.Token);
        var c = RunAsync("c", Task.CompletedTask);
        cancel.Cancel();
        await Should.ThrowAsync<OperationCanceledException>(b);
        _log.ShouldBe(["a"]);
        first.SetResult();
        await Task.WhenAll(a, c);
        _log.ShouldBe(["a", "c"]);
    }

    [Test]
    public async Task A_call_that_fails_ends_its_turn()
    {
        var failed = RunAsync("a", Task.FromException(new InvalidOperationException("broken")));
        await Should.ThrowAsync<InvalidOperationException>(failed);
        await RunAsync("b", Task.CompletedTask);
        _log.ShouldBe(["a", "b"]);
    }

    private Task RunAsync(string name, Task until, CancellationToken cancel = default) =>
        _turns.RunAsync(
            () =>
            {
                _log.Add(name);
                return until;
            },
            cancel
        );
}
