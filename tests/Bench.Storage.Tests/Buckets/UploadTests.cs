using Bench.Model.Digests;
using Bench.Storage.Buckets;
using Bench.Storage.Resilience;
using Bench.Storage.Tests.Contract;
using Bench.Storage.Tests.Resilience;

namespace Bench.Storage.Tests.Buckets;

/// <summary>What is stored is the whole content, or nothing.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[TestFixture(4)]
[TestFixture(1)]
public sealed class UploadTests : IDisposable
{
    private const string Key = "t1/raw";
    private const int Part = 10_000;
    private readonly int _maxParallel;
    private readonly FaultTime _time = new();
    private readonly MemoryBucket _bucket = new();
    private readonly HookedClient _client;
    private readonly BucketStore _store;

    public UploadTests(int maxParallel)
    {
        _maxParallel = maxParallel;
        _client = new HookedClient(
            new MemoryClient(_bucket)
            {
                Limits = new TransferLimits(Part, Part, 3),
                MaxParallel = maxParallel,
            }
        );
        _store = new BucketStore(
            _client,
            FaultTime.Suited(new RequestSettings { MaxRetries = 4 }),
            _time
        );
    }

    [TearDown]
    public void NoPartsAreLeft()
    {
        _bucket.OpenUploads.ShouldBe(0);
        _store.PartsInUse.ShouldBe(0);
    }

    [Test]
    public async Task Many_at_once_share_the_room_for_parts()
    {
        const int objects = 12;
        var most = 0;
        var begun = 0;
        var all = new TaskCompletionSource();
        _client.OnPart = async (number, _) =>
        {
            if (number == 1 && Interlocked.Increment(ref begun) == objects)
            {
                most = _store.PartsInUse;
                all.SetResult();
            }
            await all.Task;
        };
        await Task.WhenAll(
            Enumerable
                .Range(0, objects)
                .Select(i =>
                    _store.PutAsync($"t1/{i}", new PatternStream(20 * Part, seed: i), default)
                )
        );
        for (var i = 0; i < objects; i++)
        {
            var content = _bucket.Find($"t1/{i}").ShouldNotBeNull().Content;
            content.Read(0, (int)content.Length).ShouldBe(PatternStream.Of(20 * Part, seed: i));
        }
        // Two at full width, and one part of each of the others.
        most.ShouldBeInRange(objects, (2 * (3 + 1)) + objects);
    }

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(Part - 1)]
    [TestCase(Part)]
    [TestCase(Part + 1)]
    [TestCase(3 * Part)]
    [TestCase((3 * Part) + 1)]
    [TestCase((17 * Part) - 1)]
    public async Task All_lengths_around_the_parts_are_stored_whole(int length)
    {
        var content = PatternStream.Of(length, seed: 1);
        await _store.PutAsync(Key, new MemoryStream(content), default);
        Stored().ShouldBe(content);
        await _store.PutAsync(Key, new PatternStream(length, seed: 1), default);
        Stored().ShouldBe(content);
        // Only what can be read twice has a checksum beforehand.
        _client.Crcs.ShouldBe(length > Part ? [Crc32CHash.HexOf(content), null] : []);
    }

    [Test]
    public async Task A_stream_is_stored_from_where_it_stands()
    {
        var content = PatternStream.Of(5 * Part, seed: 1);
        using var stream = new MemoryStream(content);
        stream.Position = 7;
        await _store.PutAsync(Key, stream, default);
        Stored().ShouldBe(content[7..]);
    }

    [Test]
    public async Task Parts_go_side_by_side_up_to_the_limit()
    {
        var (running, most) = (0, 0);
        var gate = new Lock();
        _client.OnPart = async (_, _) =>
        {
            lock (gate)
            {
                most = Math.Max(most, ++running);
            }
            await Task.Yield();
            lock (gate)
            {
                running--;
            }
        };
        await _store.PutAsync(Key, new PatternStream(40 * Part, seed: 2), default);
        most.ShouldBeInRange(1, Math.Min(3, _maxParallel));
        Stored().ShouldBe(PatternStream.Of(40 * Part, seed: 2));
    }

    [Test]
    public async Task No_more_is_read_than_a_part_ahead_of_what_is_on_its_way()
    {
        var blocked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var first = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _client.OnPart = async (_, _) =>
        {
            first.TrySetResult();
            await blocked.Task;
        };
        using var content = new PatternStream(40 * Part, seed: 2);
        var put = _store.PutAsync(Key, content, default);
        await first.Task;
        content.Position.ShouldBeLessThanOrEqualTo((Math.Min(3, _maxParallel) + 1) * Part + 1);
        blocked.SetResult();
        await put;
    }

    [Test]
    public async Task A_part_that_fails_for_a_while_is_sent_again()
    {
        var tries = 0;
        _client.OnPart = (number, _) =>
            number == 2 && ++tries < 4 ? throw Down() : Task.CompletedTask;
        await _store.PutAsync(Key, new PatternStream(5 * Part, seed: 3), default);
        tries.ShouldBe(4);
        Stored().ShouldBe(PatternStream.Of(5 * Part, seed: 3));
    }

    [Test]
    public async Task A_part_that_hangs_is_sent_again()
    {
        var tries = 0;
        _client.OnPart = async (number, token) =>
        {
            if (number == 3 && ++tries == 1)
            {
                await _time.HangAsync(token);
            }
        };
        await _store.PutAsync(Key, new PatternStream(5 * Part, seed: 3), default);
        Stored().ShouldBe(PatternStream.Of(5 * Part, seed: 3));
    }

    [TestCase(1)]
    [TestCase(2)]
    public async Task An_upload_that_the_server_lost_is_begun_anew(int losses)
    {
        var content = PatternStream.Of(7 * Part, seed: 3);
        var lost = 0;
        _client.OnPart = (number, _) =>
            number == 5 && ++lost <= losses ? throw Lost() : Task.CompletedTask;
        using var stream = new MemoryStream([1, 2, 3, .. content]);
        stream.Position = 3;
        await _store.PutAsync(Key, stream, default);
        Stored().ShouldBe(content);
        _client.Crcs.ShouldBe(Enumerable.Repeat(Crc32CHash.HexOf(content), losses + 1));
    }

    [TestCase(true, 3, "begun anew 2 times")]
    [TestCase(false, 1, "its content cannot be read a second time")]
    public async Task An_upload_that_stays_lost_is_told(bool canSeek, int uploads, string told)
    {
        _bucket.Put(Key, MemoryContent.Of("old"u8.ToArray()));
        _client.OnPart = (number, _) => number == 2 ? throw Lost() : Task.CompletedTask;
        using Stream content = canSeek
            ? new MemoryStream(PatternStream.Of(7 * Part, seed: 3))
            : new PatternStream(7 * Part, seed: 3);
        var error = await Should.ThrowAsync<StoreException>(() =>
            _store.PutAsync(Key, content, default)
        );
        error.Error.ShouldBe(StoreError.Unavailable);
        error.Message.ShouldContain(told);
        _client.Crcs.Count.ShouldBe(uploads);
        Stored().ShouldBe("old"u8.ToArray());
    }

    [Test]
    public async Task A_part_that_is_refused_ends_all_and_leaves_the_old_object()
    {
        _bucket.Put(Key, MemoryContent.Of("old"u8.ToArray()));
        var denied = new StoreException(StoreError.Denied, "x", "not allowed", "grant it");
        _client.OnPart = (number, _) => number == 2 ? throw denied : Task.CompletedTask;
        (
            await Should.ThrowAsync<StoreException>(() =>
                _store.PutAsync(Key, new PatternStream(50 * Part, seed: 3), default)
            )
        ).ShouldBeSameAs(denied);
        Stored().ShouldBe("old"u8.ToArray());
    }

    [Test]
    public async Task A_cancelled_upload_leaves_nothing()
    {
        using var cancel = new CancellationTokenSource();
        _client.OnPart = async (number, token) =>
        {
            if (number == 3)
            {
                await cancel.CancelAsync();
                await Task.Delay(Timeout.InfiniteTimeSpan, token);
            }
        };
        await Should.ThrowAsync<OperationCanceledException>(() =>
            _store.PutAsync(Key, new PatternStream(50 * Part, seed: 3), cancel.Token)
        );
        _bucket.Keys.ShouldBeEmpty();
    }

    [Test]
    public async Task A_content_that_changes_while_it_is_stored_is_not_stored()
    {
        var content = PatternStream.Of(20 * Part, seed: 3);
        var changed = 0;
        _client.OnPart = (_, _) =>
        {
            content[^(++changed)] ^= 1;
            return Task.CompletedTask;
        };
        var error = await Should.ThrowAsync<StoreException>(() =>
            _store.PutAsync(Key, new MemoryStream(content), default)
        );
        error.Error.ShouldBe(StoreError.Corrupt);
        error.Message.ShouldContain("what was to be stored changed meanwhile");
        _bucket.Keys.ShouldBeEmpty();
    }

    [Test]
    public async Task A_store_that_has_another_length_afterwards_is_told()
    {
        _client.OnRead = (_, read) => read with { ObjectLength = 7 };
        var error = await Should.ThrowAsync<StoreException>(() =>
            _store.PutAsync(Key, new PatternStream(3 * Part, seed: 3), default)
        );
        error.Error.ShouldBe(StoreError.Corrupt);
        error.Message.ShouldContain("30000 bytes with CRC-32C");
        error.Message.ShouldContain("the store has 7 with");
    }

    [Test]
    public async Task A_create_whose_reply_was_lost_is_no_win()
    {
        var tries = 0;
        _client.OnCreated = () =>
        {
            if (++tries == 1)
            {
                throw Down();
            }
        };
        (await _store.TryCreateAsync(Key, "mine"u8.ToArray(), default)).ShouldBeFalse();
        tries.ShouldBe(2);
        Stored().ShouldBe("mine"u8.ToArray());
    }

    public void Dispose() => _client.Dispose();

    private byte[] Stored()
    {
        var content = _bucket.Find(Key).ShouldNotBeNull().Content;
        return content.Read(0, (int)content.Length);
    }

    private static StoreException Lost() =>
        new(StoreError.Unavailable, "x", "the upload is not there any more", "wait")
        {
            IsLostUpload = true,
        };

    private static StoreException Down() =>
        new(StoreError.Unavailable, "x", "down for a moment", "wait");
}
