using Bench.Hub.Modules;
using Bench.Hub.States;
using Bench.Hub.Transfers;
using Bench.Storage;
using FsCheck;

namespace Bench.Hub.Tests.States;

public sealed class SlotLooksTests
{
    [FsCheck.NUnit.Property(MaxTest = 300)]
    public void All_who_ask_at_once_are_told_what_is_there(
        NonNegativeInt[] stored,
        NonNegativeInt[] asked,
        PositiveInt page
    )
    {
        var store = new ListedStore { PageSize = (page.Get % 9) + 1 };
        foreach (var (number, slots) in stored.Select(s => (s.Get % 60, (s.Get / 60) % 4)))
        {
            for (var slot = 1; slot <= slots; slot++)
            {
                store.Keys.Add(StoreKeys.State(Module(number), slot));
            }
        }
        List<ModuleId> wanted = [.. asked.Select(a => Module(a.Get % 60))];
        var told = TellAsync(store, wanted).GetAwaiter().GetResult();
        told.ShouldBe(wanted.Select(store.SlotsOf));
    }

    [Test]
    public async Task Modules_in_order_share_a_request_and_lonely_ones_cost_one_each()
    {
        var store = new ListedStore();
        for (var i = 0; i < 60; i++)
        {
            store.Keys.Add(StoreKeys.State(Module(i), 1));
        }
        (await TellAsync(store, [.. Enumerable.Range(20, 30).Select(Module)])).Count.ShouldBe(30);
        // The first who asks does not wait for others.
        store.Requests.ShouldBe(2);

        store.Requests = 0;
        store.PageSize = 2;
        await TellAsync(store, [.. Enumerable.Range(0, 6).Select(i => Module(i * 10))]);
        store.Requests.ShouldBe(1 + 1 + 4);
    }

    [TestCase(1)]
    [TestCase(3)]
    public async Task A_listing_asks_for_about_as_many_keys_as_there_are(int slotsEach)
    {
        var store = new ListedStore();
        for (var i = 0; i < 60; i++)
        {
            for (var slot = 1; slot <= slotsEach; slot++)
            {
                store.Keys.Add(StoreKeys.State(Module(i), slot));
            }
        }
        var looks = new SlotLooks(new Operations());
        for (var again = 0; again < 20; again++)
        {
            await TellAsync(store, [.. Enumerable.Range(10, 31).Select(Module)], looks);
        }
        store.Most.ShouldBeInRange(30 * slotsEach, (30 * slotsEach) + 4);
    }

    [Test]
    public async Task A_store_that_cannot_begin_in_the_middle_is_asked_for_each()
    {
        var store = new ListedStore { CanBeginAnywhere = false };
        store.Keys.Add(StoreKeys.State(Module(3), 7));
        var told = await TellAsync(store, [Module(2), Module(3), Module(4)]);
        told.Select(slots => string.Join(',', slots)).ShouldBe(["", "7", ""]);
        store.Requests.ShouldBe(3);
    }

    [Test]
    public async Task What_fails_is_told_to_all_and_the_next_look_is_a_new_one()
    {
        var store = new ListedStore { Error = new IOException("cut") };
        var looks = new SlotLooks(new Operations());
        var all = Enumerable
            .Range(0, 5)
            .Select(i => looks.OfAsync(store, Module(i), CancellationToken.None))
            .ToList();
        foreach (var one in all)
        {
            (await Should.ThrowAsync<IOException>(() => one)).Message.ShouldBe("cut");
        }
        store.Error = null;
        (await looks.OfAsync(store, Module(1), CancellationToken.None)).ShouldBeEmpty();
    }

    private static async Task<List<IReadOnlyList<int>>> TellAsync(
        ListedStore store,
        IReadOnlyList<ModuleId> modules,
        SlotLooks? looks = null
    )
    {
        looks ??= new SlotLooks(new Operations());
        // All ask before the first is told.
        store.Gate = new TaskCompletionSource();
        var all = modules.Select(m => looks.OfAsync(store, m, CancellationToken.None)).ToList();
        store.Gate.SetResult();
        var told = await Task.WhenAll(all);
        return [.. told.Select(slots => (IReadOnlyList<int>)[.. slots.Keys])];
    }

    private static ModuleId Module(int number) => ModuleId.Parse($"m-{number:D3}");

    /// <summary>Keys, and listings of them.</summary>
    private sealed class ListedStore : IObjectStore
    {
        public SortedSet<string> Keys { get; } = new(StringComparer.Ordinal);

        public int PageSize { get; set; } = 1000;

        public bool CanBeginAnywhere { get; init; } = true;

        public Exception? Error { get; set; }

        public TaskCompletionSource Gate { get; set; } = Opened();

        public int Requests { get; set; }

        /// <summary>How many keys the newest listing asked for.</summary>
        public int Most { get; private set; }

        public string Uri => "sim://listed";

        public IReadOnlyList<int> SlotsOf(ModuleId module) =>
            [
                .. Keys.Where(key =>
                        key.StartsWith(StoreKeys.StatesOf(module), StringComparison.Ordinal)
                    )
                    .Select(key =>
                        StoreKeys.TryParseState(key, out _, out var number) ? number : 0
                    ),
            ];

        public async IAsyncEnumerable<ObjectInfo> ListAsync(
            string prefix,
            [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel
        )
        {
            await RequestAsync();
            foreach (var key in Keys.Where(k => k.StartsWith(prefix, StringComparison.Ordinal)))
            {
                yield return new ObjectInfo(key, 1, "v");
            }
        }

        public async Task<ObjectSlice?> ListAfterAsync(
            string prefix,
            string after,
            int most,
            CancellationToken cancel
        )
        {
            if (!CanBeginAnywhere)
            {
                return null;
            }
            Most = most;
            await RequestAsync();
            var rest = Keys.Where(key =>
                    key.StartsWith(prefix, StringComparison.Ordinal)
                    && string.CompareOrdinal(key, after) > 0
                )
                .ToList();
            var some = rest.Take(Math.Min(most, PageSize)).ToList();
            return new ObjectSlice(
                [.. some.Select(key => new ObjectInfo(key, 1, "v"))],
                some.Count == rest.Count
            );
        }

        public Task<byte[]?> GetAsync(string key, CancellationToken cancel) =>
            throw new NotSupportedException();

        public Task<Stream?> OpenAsync(string key, CancellationToken cancel) =>
            throw new NotSupportedException();

        public Task PutAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancel) =>
            throw new NotSupportedException();

        public Task PutAsync(string key, Stream content, CancellationToken cancel) =>
            throw new NotSupportedException();

        public Task<bool> TryCreateAsync(
            string key,
            ReadOnlyMemory<byte> content,
            CancellationToken cancel
        ) => throw new NotSupportedException();

        public Task DeleteAsync(string key, CancellationToken cancel) =>
            throw new NotSupportedException();

        private async Task RequestAsync()
        {
            Requests++;
            await Gate.Task;
            if (Error is not null)
            {
                throw Error;
            }
        }

        private static TaskCompletionSource Opened()
        {
            var gate = new TaskCompletionSource();
            gate.SetResult();
            return gate;
        }
    }
}
