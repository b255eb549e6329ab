using Bench.Storage.Buckets;
using Bench.Storage.Tests.Buckets;
using Bench.Storage.Tests.Contract;

namespace Bench.Storage.Tests.Resilience;

/// <summary>What a store must do, while 30 % of the calls go wrong. Left out is what asks for a create's own reply.</summary>
[TestFixture(1)]
[TestFixture(2)]
[TestFixture(3)]
public sealed class ChaosStoreTests(int seed)
{
    private static CancellationToken None => CancellationToken.None;

    [Test]
    public async Task Objects_of_all_lengths_read_back_as_they_were_written()
    {
        var (store, chaos, bucket) = Open();
        int[] lengths =
        [
            0,
            1,
            4096,
            65_535,
            65_536,
            65_537,
            131_072,
            200_000,
            262_144,
            700_001,
            3_000_000,
        ];
        foreach (var length in lengths)
        {
            var content = PatternStream.Of(length, length);
            await store.PutAsync($"bytes/{length}", content, None);
            await using var seekable = new MemoryStream(content);
            await store.PutAsync($"seekable/{length}", seekable, None);
            await using var stream = new PatternStream(length, length);
            await store.PutAsync($"stream/{length}", stream, None);
            foreach (var kind in (string[])["bytes", "seekable", "stream"])
            {
                (await store.GetAsync($"{kind}/{length}", None)).ShouldBe(content);
                await using var opened = await store.OpenAsync($"{kind}/{length}", None);
                (
                    await PatternStream.MatchesAsync(opened.ShouldNotBeNull(), length, length)
                ).ShouldBeTrue();
            }
        }
        bucket.OpenUploads.ShouldBe(0);
        store.PartsInUse.ShouldBe(0);
        (chaos.Faults / (double)chaos.Calls).ShouldBeInRange(0.15, 0.5);
    }

    [Test]
    public async Task Listings_are_whole_and_in_order()
    {
        var (store, _, _) = Open();
        var keys = Enumerable.Range(0, 300).Select(i => $"run/{i % 7}/{i:D5}").ToList();
        await Parallel.ForEachAsync(
            keys,
            new ParallelOptions { MaxDegreeOfParallelism = 16 },
            async (key, cancel) => await store.PutAsync(key, new byte[7], cancel)
        );
        var found = new List<ObjectInfo>();
        await foreach (var info in store.ListAsync("run/", None))
        {
            found.Add(info);
        }
        found.Select(info => info.Key).ShouldBe(keys.Order(StringComparer.Ordinal));
        found.ShouldAllBe(info => info.Length == 7);
    }

    [Test]
    public async Task Of_racing_creators_at_most_one_wins_and_its_bytes_stay()
    {
        var (store, _, bucket) = Open();
        for (var round = 0; round < 20; round++)
        {
            var key = $"race/{round}";
            var won = await Task.WhenAll(
                Enumerable
                    .Range(0, 8)
                    .Select(racer =>
                        Task.Run(() => store.TryCreateAsync(key, new[] { (byte)racer }, None))
                    )
            );
            won.Count(w => w).ShouldBeLessThanOrEqualTo(1);
            var stored = (await store.GetAsync(key, None)).ShouldNotBeNull().ShouldHaveSingleItem();
            if (won.Contains(true))
            {
                stored.ShouldBe((byte)Array.IndexOf(won, true));
            }
            bucket.Find(key).ShouldNotBeNull().Content.Read(0, 1)[0].ShouldBe(stored);
        }
    }

    [Test]
    public async Task Deleting_twice_is_no_error()
    {
        var (store, _, bucket) = Open();
        for (var i = 0; i < 50; i++)
        {
            await store.PutAsync("run/a", new byte[1], None);
            await store.DeleteAsync("run/a", None);
            await store.DeleteAsync("run/a", None);
            (await store.GetAsync("run/a", None)).ShouldBeNull();
        }
        bucket.Keys.ShouldBeEmpty();
    }

    private (BucketStore Store, Chaos Chaos, MemoryBucket Bucket) Open()
    {
        var time = new FaultTime();
        var bucket = new MemoryBucket();
        var chaos = new Chaos(ChaosRates.ThirtyPercent, seed, time);
        var client = new MemoryClient(bucket)
        {
            Limits = new TransferLimits(65_536, 65_536, 3),
            PageSize = 20,
            TellsCrc = seed != 2,
            MaxParallel = seed == 3 ? 1 : 3,
        };
        return (
            new BucketStore(new ChaosClient(client, chaos), ChaosClient.Patient(seed), time),
            chaos,
            bucket
        );
    }
}
