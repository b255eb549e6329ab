namespace Bench.Storage.Tests.Contract;

public abstract partial class ObjectStoreContract
{
    /// <summary>What an upload and a download hold at once may be so many bytes; requests leave some more behind.</summary>
    protected virtual long TransferMemory => 16 << 20;

    /// <summary>The largest object that is tried, in bytes.</summary>
    protected virtual long Largest => 1L << 30;

    [TestCase(false, TestName = "A large stream is stored without being held in memory")]
    [TestCase(true, TestName = "The largest stream is stored without being held in memory")]
    public async Task A_stream_is_stored_without_being_held_in_memory(bool largest)
    {
        var length = largest ? Largest : 64L << 20;
        var before = GC.GetTotalAllocatedBytes(precise: true);
        await using (var content = new PatternStream(length, seed: 3))
        {
            await Store.PutAsync("run/large", content, None);
        }
        await using (var stored = (await Store.OpenAsync("run/large", None)).ShouldNotBeNull())
        {
            (await PatternStream.MatchesAsync(stored, length, seed: 3)).ShouldBeTrue();
        }
        (GC.GetTotalAllocatedBytes(precise: true) - before).ShouldBeLessThan(
            TransferMemory + (length / 10)
        );
        (await ListAsync("run/"))[0].Length.ShouldBe(length);
        await Store.DeleteAsync("run/large", None);
    }

    [Test]
    public async Task A_download_can_be_cancelled_half_way()
    {
        const int length = 48 << 20;
        await using (var content = new PatternStream(length, seed: 5))
        {
            await Store.PutAsync("run/a", content, None);
        }
        using var source = new CancellationTokenSource();
        await using (var stored = (await Store.OpenAsync("run/a", source.Token)).ShouldNotBeNull())
        {
            var some = new byte[1 << 20];
            await stored.ReadExactlyAsync(some, source.Token);
            await source.CancelAsync();
            await ShouldCancelAsync(() => stored.CopyToAsync(Stream.Null, source.Token));
        }
        await using var again = (await Store.OpenAsync("run/a", None)).ShouldNotBeNull();
        (await PatternStream.MatchesAsync(again, length, seed: 5)).ShouldBeTrue();
    }
}
