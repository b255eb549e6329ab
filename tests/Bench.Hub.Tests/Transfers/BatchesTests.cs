using Bench.Hub.Transfers;

namespace Bench.Hub.Tests.Transfers;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class BatchesTests
{
    private readonly Operations _operations = new();
    private readonly List<int> _sizes = [];

    [Test]
    public async Task A_lonely_operation_waits_for_nobody()
    {
        _operations.Begin();
        var batches = new Batches<int, int>(_operations, Timeout.InfiniteTimeSpan);
        (await batches.AskAsync(7, SquaresAsync)).ShouldBe(49);
        _sizes.ShouldBe([1]);
    }

    [Test]
    public async Task Of_many_the_piece_begins_when_all_have_asked()
    {
        Begin(12);
        var batches = new Batches<int, int>(_operations, Timeout.InfiniteTimeSpan);
        var some = Enumerable.Range(0, 11).Select(i => batches.AskAsync(i, SquaresAsync)).ToList();
        _sizes.ShouldBeEmpty();
        some.Add(batches.AskAsync(11, SquaresAsync));
        (await Task.WhenAll(some)).ShouldBe(Enumerable.Range(0, 12).Select(i => i * i));
        _sizes.ShouldBe([12]);
    }

    [Test]
    public async Task Those_who_never_ask_are_waited_for_with_patience_only()
    {
        Begin(12);
        var batches = new Batches<int, int>(_operations, TimeSpan.FromMilliseconds(1));
        (await batches.AskAsync(3, SquaresAsync)).ShouldBe(9);
        (await batches.AskAsync(4, SquaresAsync)).ShouldBe(16);
        _sizes.ShouldBe([1, 1]);
    }

    [Test]
    public async Task Who_asks_while_a_piece_runs_gets_the_next_one()
    {
        var batches = new Batches<int, int>(_operations);
        var gate = new TaskCompletionSource();
        async Task<IReadOnlyList<int>> HeldAsync(IReadOnlyList<int> items)
        {
            await gate.Task;
            return await SquaresAsync(items);
        }

        var first = batches.AskAsync(1, HeldAsync);
        var late = new[] { batches.AskAsync(2, HeldAsync), batches.AskAsync(3, HeldAsync) };
        gate.SetResult();
        (await first).ShouldBe(1);
        (await Task.WhenAll(late)).ShouldBe([4, 9]);
        _sizes.ShouldBe([1, 2]);
    }

    private void Begin(int many)
    {
        for (var i = 0; i < many; i++)
        {
            _operations.Begin();
        }
    }

    private Task<IReadOnlyList<int>> SquaresAsync(IReadOnlyList<int> items)
    {
        _sizes.Add(items.Count);
        return Task.FromResult<IReadOnlyList<int>>([.. items.Select(i => i * i)]);
    }
}
