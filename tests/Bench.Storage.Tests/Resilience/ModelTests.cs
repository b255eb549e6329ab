using Bench.Storage.Buckets;
using Bench.Storage.Tests.Buckets;
using Bench.Storage.Tests.Contract;

namespace Bench.Storage.Tests.Resilience;

/// <summary>Any sequence of operations over a client with faults does what it does on a plain table.</summary>
public sealed class ModelTests
{
    [FsCheck.NUnit.Property(MaxTest = 60)]
    public void Operations_under_faults_equal_a_table(int seed, (byte, byte, ushort)[] operations)
    {
        var time = new FaultTime();
        var chaos = new Chaos(ChaosRates.ThirtyPercent, seed, time);
        var client = new MemoryClient(new MemoryBucket())
        {
            Limits = new TransferLimits(9_000, 8_000, 3),
            PageSize = 2,
            MaxParallel = 1 + Math.Abs(seed % 3),
            TellsCrc = seed % 2 == 0,
        };
        using var store = new BucketStore(
            new ChaosClient(client, chaos),
            ChaosClient.Patient(seed),
            time
        );
        var table = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var (operation, key, length) in operations)
        {
            ApplyAsync(store, table, operation % 7, $"k/{key % 5}", length % 60_000)
                .GetAwaiter()
                .GetResult();
        }
        ListedAsync(store).GetAwaiter().GetResult().ShouldBe(table.Keys);
    }

    private static async Task ApplyAsync(
        BucketStore store,
        SortedDictionary<string, byte[]> table,
        int operation,
        string key,
        int length
    )
    {
        var content = PatternStream.Of(length, length);
        switch (operation)
        {
            case 0:
                await store.PutAsync(key, content, default);
                table[key] = content;
                break;
            case 1:
                await store.PutAsync(key, new PatternStream(length, length), default);
                table[key] = content;
                break;
            case 2:
                await store.PutAsync(key, new MemoryStream(content), default);
                table[key] = content;
                break;
            case 3:
                // False also for a create that won but whose reply was lost: then its own bytes are there.
                var absent = table.TryAdd(key, content);
                var created = await store.TryCreateAsync(key, content, default);
                (created && !absent).ShouldBeFalse();
                (await store.GetAsync(key, default)).ShouldBe(table[key]);
                break;
            case 4:
                await store.DeleteAsync(key, default);
                table.Remove(key);
                break;
            case 5:
                (await store.GetAsync(key, default)).ShouldBe(table.GetValueOrDefault(key));
                break;
            default:
                await using (var stream = await store.OpenAsync(key, default))
                {
                    (await BytesAsync(stream)).ShouldBe(table.GetValueOrDefault(key));
                }
                break;
        }
    }

    private static async Task<byte[]?> BytesAsync(Stream? stream)
    {
        if (stream is null)
        {
            return null;
        }
        using var content = new MemoryStream();
        await stream.CopyToAsync(content);
        return content.ToArray();
    }

    private static async Task<List<string>> ListedAsync(BucketStore store)
    {
        var keys = new List<string>();
        await foreach (var found in store.ListAsync("k/", default))
        {
            keys.Add(found.Key);
        }
        return keys;
    }
}
