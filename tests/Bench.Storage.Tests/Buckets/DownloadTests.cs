using Bench.Storage.Buckets;
using Bench.Storage.Resilience;
using Bench.Storage.Tests.Contract;
using Bench.Storage.Tests.Resilience;

namespace Bench.Storage.Tests.Buckets;

/// <summary>What is read is the object's bytes, or an error.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[TestFixture(true)]
[TestFixture(false)]
public sealed class DownloadTests : IDisposable
{
    private const string Key = "t1/raw";
    private readonly FaultTime _time = new();
    private readonly MemoryBucket _bucket = new();
    private readonly HookedClient _client;
    private readonly BucketStore _store;

    public DownloadTests(bool tellsCrc)
    {
        _client = new HookedClient(
            new MemoryClient(_bucket)
            {
                Limits = new TransferLimits(200_000, 100_000, 3),
                TellsCrc = tellsCrc,
            }
        );
        _store = new BucketStore(
            _client,
            FaultTime.Suited(new RequestSettings { MaxRetries = 4 }),
            _time
        );
    }

    [TestCase(CutWay.Ends)]
    [TestCase(CutWay.Breaks)]
    [TestCase(CutWay.Stalls)]
    public async Task A_stream_that_is_cut_goes_on_where_it_was(CutWay way)
    {
        var content = Put(500_000);
        _client.OnRead = (nth, read) => nth == 1 ? Cut(read, 123_456, way) : read;
        (await ReadAsync()).ShouldBe(content);
        _client.Reads.ShouldBe([(ByteRange.All, null), (new ByteRange(123_456, null), "1")]);
    }

    [TestCase(CutWay.Ends)]
    [TestCase(CutWay.Breaks)]
    [TestCase(CutWay.Stalls)]
    public async Task A_large_object_comes_in_ranges_each_of_which_may_be_cut(CutWay way)
    {
        var content = Put(1_500_000);
        _client.OnRead = (nth, read) => nth is 1 or 3 ? Cut(read, 1_000, way) : read;
        (await ReadAsync()).ShouldBe(content);
        var ranges = _client.Reads.ToList();
        ranges[0].ShouldBe((ByteRange.All, null));
        ranges.Skip(1).ShouldAllBe(read => read.Version == "1" && read.Range.Length <= 200_000);
        ranges.Count.ShouldBe(8 + 2);
    }

    [TestCase(500_000, 1)]
    [TestCase(500_000, 70_000)]
    [TestCase(1_500_000, 1)]
    [TestCase(1_500_000, 70_000)]
    public async Task A_cancellation_counts_also_while_there_are_bytes_at_hand(int length, int some)
    {
        Put(length);
        using var cancel = new CancellationTokenSource();
        await using var content = (await _store.OpenAsync(Key, default)).ShouldNotBeNull();
        await content.ReadExactlyAsync(new byte[some], cancel.Token);
        await cancel.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() =>
            content.ReadExactlyAsync(new byte[1], cancel.Token).AsTask()
        );
        await Should.ThrowAsync<OperationCanceledException>(() =>
            content.CopyToAsync(Stream.Null, cancel.Token)
        );
    }

    [TearDown]
    public void NoPartsAreLeft() => _store.PartsInUse.ShouldBe(0);

    [Test]
    public async Task Many_at_once_share_the_room_for_parts()
    {
        const int objects = 12;
        var content = Put(3_000_000);
        var streams = new List<Stream>();
        for (var i = 0; i < objects; i++)
        {
            streams.Add((await _store.OpenAsync(Key, default)).ShouldNotBeNull());
        }
        // Two at full width, and one part of each of the others.
        _store.PartsInUse.ShouldBeInRange(objects, (2 * (3 + 1)) + objects);
        // One after the other: nobody waits for one who does not read.
        foreach (var stream in Enumerable.Reverse(streams))
        {
            using var copy = new MemoryStream();
            await stream.CopyToAsync(copy);
            copy.ToArray().ShouldBe(content);
            await stream.DisposeAsync();
        }
    }

    [TestCase(500_000)]
    [TestCase(1_500_000)]
    public async Task A_copy_goes_on_where_a_read_ended(int length)
    {
        var content = Put(length);
        await using var stream = (await _store.OpenAsync(Key, default)).ShouldNotBeNull();
        await stream.ReadExactlyAsync(new byte[1_234]);
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy);
        copy.ToArray().ShouldBe(content[1_234..]);
    }

    [TestCase(1_000)]
    [TestCase(90_000)]
    public async Task A_small_object_that_is_cut_is_fetched_again(int length)
    {
        var content = Put(length);
        _client.OnRead = (nth, read) => nth < 4 ? Cut(read, nth * 100, (CutWay)(nth - 1)) : read;
        (await _store.GetAsync(Key, default)).ShouldBe(content);
        _client.Reads.ShouldAllBe(read => read.Range == ByteRange.All && read.Version == null);
    }

    [Test]
    public async Task A_server_that_cuts_for_ever_is_unavailable()
    {
        Put(500_000);
        _client.OnRead = (_, read) => Cut(read, 0, CutWay.Breaks);
        var error = await Should.ThrowAsync<StoreException>(ReadAsync);
        error.Error.ShouldBe(StoreError.Unavailable);
        error.Message.ShouldContain("the connection was reset (tried 5 times over");
    }

    [Test]
    public async Task A_server_that_cuts_after_each_few_bytes_is_given_up()
    {
        Put(500_000);
        _client.OnRead = (_, read) => Cut(read, 10, CutWay.Ends);
        var error = await Should.ThrowAsync<StoreException>(ReadAsync);
        error.Error.ShouldBe(StoreError.Unavailable);
        error.Message.ShouldContain("t1/raw?endpoint=test: the reply broke 101 times");
        _client.Reads.Count.ShouldBeLessThan(200);
    }

    [Test]
    public async Task Bytes_that_came_over_wrong_are_fetched_once_more()
    {
        var content = Put(50_000);
        _client.OnRead = (nth, read) => nth == 1 ? Damaged(read) : read;
        (await _store.GetAsync(Key, default)).ShouldBe(content);
        _client.Reads.Count.ShouldBe(2);
    }

    [Test]
    public async Task Bytes_that_stay_wrong_are_corrupt_by_name()
    {
        Put(50_000);
        _client.OnRead = (_, read) => Damaged(read);
        var error = await Should.ThrowAsync<StoreException>(() => _store.GetAsync(Key, default));
        error.Error.ShouldBe(StoreError.Corrupt);
        error.Message.ShouldMatch(
            @"^memory://bucket/prefix/t1/raw\?endpoint=test: its bytes have (CRC-32C|MD5) [0-9a-f]+, the store says [0-9a-f]+, twice; read it again"
        );
        _client.Reads.Count.ShouldBe(2);
    }

    [TestCase(500_000)]
    [TestCase(1_500_000)]
    public async Task A_damaged_stream_does_not_come_to_its_end(int length)
    {
        Put(length);
        _client.OnRead = (_, read) => Damaged(read);
        await using var stream = (await _store.OpenAsync(Key, default)).ShouldNotBeNull();
        var read = 0;
        var error = await Should.ThrowAsync<StoreException>(async () =>
        {
            int some;
            while ((some = await stream.ReadAsync(new byte[10_000])) > 0)
            {
                read += some;
            }
        });
        error.Error.ShouldBe(StoreError.Corrupt);
        read.ShouldBeLessThan(length);
        await Should.ThrowAsync<StoreException>(async () =>
            await stream.ReadExactlyAsync(new byte[1])
        );
    }

    [TestCase(500_000)]
    [TestCase(1_500_000)]
    public async Task An_object_that_is_replaced_while_it_is_read_is_never_mixed(int length)
    {
        Put(length);
        _client.OnRead = (nth, read) =>
        {
            if (nth == 1)
            {
                _bucket.Put(Key, MemoryContent.Of(PatternStream.Of(length, seed: 9)));
            }
            return nth == 1 ? Cut(read, 1_000, CutWay.Ends) : read;
        };
        (await Should.ThrowAsync<StoreException>(ReadAsync)).Error.ShouldBe(StoreError.Corrupt);
    }

    [Test]
    public async Task An_object_that_is_deleted_while_it_is_read_is_told()
    {
        Put(500_000);
        _client.OnRead = (_, read) =>
        {
            _bucket.Delete(Key);
            return Cut(read, 1_000, CutWay.Ends);
        };
        var error = await Should.ThrowAsync<StoreException>(ReadAsync);
        error.Error.ShouldBe(StoreError.Corrupt);
        error.Message.ShouldContain("it was deleted while it was read");
    }

    [Test]
    public async Task A_large_object_that_was_replaced_while_it_was_got_whole_is_got_anew()
    {
        Put(3_000_000);
        var later = PatternStream.Of(2_000_000, seed: 9);
        _client.OnRead = (nth, read) =>
        {
            if (nth == 1)
            {
                _bucket.Put(Key, MemoryContent.Of(later));
            }
            return read;
        };
        (await _store.GetAsync(Key, default)).ShouldBe(later);
    }

    [TestCase(500_000)]
    [TestCase(1_500_000)]
    public async Task A_cancelled_reader_stops(int length)
    {
        Put(length);
        using var cancel = new CancellationTokenSource();
        await using var stream = (await _store.OpenAsync(Key, default)).ShouldNotBeNull();
        await cancel.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(async () =>
        {
            var buffer = new byte[300_000];
            await stream.ReadExactlyAsync(buffer, cancel.Token);
        });
    }

    [Test]
    public async Task No_more_parts_are_fetched_than_may_be_on_their_way()
    {
        Put(5_000_000);
        await using (var stream = (await _store.OpenAsync(Key, default)).ShouldNotBeNull())
        {
            await stream.ReadExactlyAsync(new byte[10], default);
        }
        _client.Reads.Count.ShouldBeLessThanOrEqualTo(3);
    }

    public void Dispose() => _client.Dispose();

    private byte[] Put(int length)
    {
        var content = PatternStream.Of(length, seed: 5);
        _bucket.Put(Key, MemoryContent.Of(content));
        return content;
    }

    private async Task<byte[]> ReadAsync()
    {
        await using var stream = (await _store.OpenAsync(Key, default)).ShouldNotBeNull();
        using var content = new MemoryStream();
        await stream.CopyToAsync(content);
        return content.ToArray();
    }

    private ObjectRead Cut(ObjectRead read, long bytes, CutWay way) =>
        read with
        {
            Content = new CutStream(read.Content, bytes, way, _time),
        };

    private static ObjectRead Damaged(ObjectRead read)
    {
        using var content = new MemoryStream();
        read.Content.CopyTo(content);
        var bytes = content.ToArray();
        bytes[bytes.Length / 2] ^= 1;
        return read with { Content = new MemoryStream(bytes) };
    }
}
