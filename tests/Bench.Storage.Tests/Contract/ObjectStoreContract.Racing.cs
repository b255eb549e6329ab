namespace Bench.Storage.Tests.Contract;

public abstract partial class ObjectStoreContract
{
    private const int Racers = 32;

    [Test]
    public async Task Create_makes_an_object_once_and_never_changes_it()
    {
        (await Store.TryCreateAsync("run/a", Utf8("first"), None)).ShouldBeTrue();
        (await Store.TryCreateAsync("run/a", Utf8("second"), None)).ShouldBeFalse();
        (await OpenClient().TryCreateAsync("run/a", Utf8("third"), None)).ShouldBeFalse();
        (await TextAsync("run/a")).ShouldBe("first");
    }

    [Test]
    public async Task Create_sees_what_put_wrote()
    {
        await Store.PutAsync("run/a", Utf8("put"), None);
        (await Store.TryCreateAsync("run/a", Utf8("created"), None)).ShouldBeFalse();
        (await TextAsync("run/a")).ShouldBe("put");
    }

    [TestCase(16)]
    [TestCase(300_000)]
    public async Task Of_racing_creators_exactly_one_wins(int length)
    {
        var clients = Enumerable.Range(0, Racers).Select(_ => OpenClient()).ToList();
        for (var round = 0; round < 10; round++)
        {
            var key = $"run/race/{round}";
            var won = RaceOnThreads(
                clients,
                (client, racer) => client.TryCreateAsync(key, PatternStream.Of(length, racer), None)
            );
            won.Count(w => w).ShouldBe(1);
            (await Store.GetAsync(key, None)).ShouldBe(PatternStream.Of(length, won.IndexOf(true)));
        }
        (await KeysAsync("run/")).Count.ShouldBe(10);
    }

    [Test]
    public void Racing_creators_of_a_folder_of_keys_do_not_disturb_each_other()
    {
        var clients = Enumerable.Range(0, Racers).Select(_ => OpenClient()).ToList();
        var won = RaceOnThreads(
            clients,
            (client, racer) =>
                client.TryCreateAsync($"run/new/deep/folder/{racer}", Utf8("x"), None)
        );
        won.ShouldAllBe(w => w);
    }

    [Test]
    public async Task Readers_see_the_old_bytes_or_the_new_ones_whole()
    {
        const int length = 200_000;
        const int writes = 150;
        var versions = Enumerable
            .Range(0, 7)
            .Select(seed => PatternStream.Of(length + seed, seed))
            .ToList();
        await Store.PutAsync("run/a", versions[0], None);
        using var done = new CancellationTokenSource();
        var readers = Enumerable
            .Range(0, 3)
            .Select(_ => Task.Run(() => ReadWholeAsync(OpenClient(), versions, done.Token)))
            .ToList();
        for (var i = 0; i < writes; i++)
        {
            var content = versions[i % versions.Count];
            using var stream = new MemoryStream(content);
            await (
                i % 2 == 0
                    ? Store.PutAsync("run/a", content, None)
                    : Store.PutAsync("run/a", stream, None)
            );
        }
        await done.CancelAsync();
        var reads = await Task.WhenAll(readers);
        reads.ShouldAllBe(read => read.Whole == read.All);
        reads.Sum(read => read.All).ShouldBeGreaterThan(0);
    }

    [Test]
    public async Task A_created_object_is_never_seen_half_written()
    {
        var content = PatternStream.Of(500_000, seed: 9);
        var reader = OpenClient();
        for (var i = 0; i < 30; i++)
        {
            var key = $"run/created/{i}";
            var create = Task.Run(() => Store.TryCreateAsync(key, content, None));
            byte[]? seen;
            do
            {
                seen = await reader.GetAsync(key, None);
            } while (seen is null && !create.IsCompleted);
            (await create).ShouldBeTrue();
            (seen ?? await reader.GetAsync(key, None)).ShouldBe(content);
        }
    }

    /// <summary>Real threads, let go at once.</summary>
    protected static List<bool> RaceOnThreads(
        IReadOnlyList<IObjectStore> clients,
        Func<IObjectStore, int, Task<bool>> race
    )
    {
        using var start = new Barrier(clients.Count);
        var won = new bool[clients.Count];
        var failures = new Exception?[clients.Count];
        var threads = clients
            .Select(
                (client, racer) =>
                    new Thread(() =>
                    {
                        start.SignalAndWait();
                        try
                        {
                            won[racer] = race(client, racer).GetAwaiter().GetResult();
                        }
                        catch (StoreException e)
                        {
                            failures[racer] = e;
                        }
                    })
            )
            .ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        failures.ShouldAllBe(failure => failure == null);
        return [.. won];
    }

    private static async Task<(int All, int Whole)> ReadWholeAsync(
        IObjectStore client,
        List<byte[]> versions,
        CancellationToken done
    )
    {
        var (all, whole) = (0, 0);
        while (!done.IsCancellationRequested)
        {
            var seen = await client.GetAsync("run/a", None);
            all++;
            whole += versions.Any(version => version.AsSpan().SequenceEqual(seen)) ? 1 : 0;
        }
        return (all, whole);
    }
}
