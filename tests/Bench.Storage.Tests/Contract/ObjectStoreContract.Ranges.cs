namespace Bench.Storage.Tests.Contract;

public abstract partial class ObjectStoreContract
{
    [TestCase(0, 10)]
    [TestCase(0, 100_000)]
    [TestCase(0, 200_000)]
    [TestCase(1, 1)]
    [TestCase(99_999, 1)]
    [TestCase(99_990, 100)]
    [TestCase(50_000, 0)]
    [TestCase(0, 0)]
    [TestCase(100_000, 10)]
    [TestCase(300_000, 10)]
    public async Task A_range_is_those_bytes_that_exist(int offset, int length)
    {
        var content = PatternStream.Of(100_000, seed: 7);
        await Store.PutAsync("run/a", content, None);
        (await Store.GetRangeAsync("run/a", offset, length, None)).ShouldBe(
            content.Skip(offset).Take(length)
        );
    }

    [Test]
    public async Task A_range_of_nothing_is_nothing()
    {
        (await Store.GetRangeAsync("run/none", 0, 10, None)).ShouldBeNull();
        (await Store.GetRangeAsync("run/none", 5, 10, None)).ShouldBeNull();
        (await Store.GetRangeAsync("run/none", 0, 0, None)).ShouldBeNull();
        await Store.PutAsync("run/empty", ReadOnlyMemory<byte>.Empty, None);
        (await Store.GetRangeAsync("run/empty", 0, 10, None)).ShouldBe([]);
        using var source = new CancellationTokenSource();
        await source.CancelAsync();
        await ShouldCancelAsync(() => Store.GetRangeAsync("run/empty", 0, 10, source.Token));
    }
}
