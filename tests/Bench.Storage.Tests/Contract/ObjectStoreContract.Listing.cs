namespace Bench.Storage.Tests.Contract;

public abstract partial class ObjectStoreContract
{
    [Test]
    public async Task Listings_are_in_ordinal_order_of_whole_keys()
    {
        string[] keys =
        [
            "run/a/z",
            "run/a-b",
            "run/a.b",
            "run/a/b",
            "run/a0",
            "run/a!",
            "run/B",
            "run/é",
            "run/_",
            "run-1/x",
            "run.1",
            "run/a/b-c/d",
            "run/a/b.c",
            "run/a-b-c/d",
            "run0",
        ];
        foreach (var key in keys)
        {
            await Store.PutAsync(key, Utf8(key), None);
        }
        (await KeysAsync("")).ShouldBe(keys.Order(StringComparer.Ordinal));
        (await KeysAsync("run/a")).ShouldBe(
            keys.Where(key => key.StartsWith("run/a", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
        );
    }

    [TestCase("", 6)]
    [TestCase("r", 6)]
    [TestCase("run-1", 5)]
    [TestCase("run-1/", 4)]
    [TestCase("run-1/dec", 2)]
    [TestCase("run-1/decisions/0000", 2)]
    [TestCase("run-1/decisions/00000002.json", 1)]
    [TestCase("run-1/decisions/00000002.jsonx", 0)]
    [TestCase("run-1/config.json", 1)]
    [TestCase("run-1/config.json/", 0)]
    [TestCase("run-1/config.json/x", 0)]
    [TestCase("run-3", 0)]
    [TestCase("none/of/these/", 0)]
    [TestCase("/", 0)]
    [TestCase("//", 0)]
    [TestCase("run-1//", 0)]
    [TestCase("./", 0)]
    [TestCase("../", 0)]
    [TestCase("run-1/../", 0)]
    [TestCase("run-1/./", 0)]
    [TestCase("run-1/\0/", 0)]
    public async Task A_prefix_may_end_anywhere(string prefix, int count)
    {
        string[] keys =
        [
            "run-1/config.json",
            "run-1/decisions/00000001.json",
            "run-1/decisions/00000002.json",
            "run-1/results/vm/manifest.json",
            "run-10/config.json",
            "run-2/config.json",
        ];
        foreach (var key in keys)
        {
            await Store.PutAsync(key, Utf8(key), None);
        }
        var found = await KeysAsync(prefix);
        found.Count.ShouldBe(count);
        found.ShouldAllBe(key => key.StartsWith(prefix, StringComparison.Ordinal));
        found.ShouldBeSubsetOf(keys);
    }

    [Test]
    public async Task Listings_begin_after_a_key_where_the_store_can()
    {
        string[] keys = ["a/1", "a/2", "b-c/1", "b/1", "b/2 +%", "c/1"];
        foreach (var key in keys)
        {
            await Store.PutAsync($"in/{key}", "x"u8.ToArray(), None);
        }
        await Store.PutAsync("out", "x"u8.ToArray(), None);
        if (await Store.ListAfterAsync("in/", "in/", 1, None) is not { } first)
        {
            CanListAfter.ShouldBeFalse();
            return;
        }
        CanListAfter.ShouldBeTrue();
        (first.Objects.Single().Key, first.IsLast).ShouldBe(("in/a/1", false));
        var rest = await Store.ListAfterAsync("in/", "in/a/2", 100, None);
        rest.ShouldNotBeNull()
            .Objects.Select(found => found.Key)
            .ShouldBe(["in/b-c/1", "in/b/1", "in/b/2 +%", "in/c/1"]);
        rest.IsLast.ShouldBeTrue();
        // A key that is not there, and one behind all.
        var between = await Store.ListAfterAsync("in/", "in/b-d", 1, None);
        between.ShouldNotBeNull().Objects.Single().Key.ShouldBe("in/b/1");
        var none = await Store.ListAfterAsync("in/", "in/d", 1, None);
        (none!.Objects.Count, none.IsLast).ShouldBe((0, true));
    }

    [Test]
    public async Task Listings_tell_the_length_and_a_version_that_changes_with_each_put()
    {
        var versions = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < 200; i++)
        {
            // Equal lengths, as fast as the store allows: what a version must not be confused by.
            await Store.PutAsync("run/a", Utf8($"{i:D6}"), None);
            var found = (await ListAsync("run/a")).ShouldHaveSingleItem();
            found.Length.ShouldBe(6);
            versions.Add(found.Version);
        }
        versions.Count.ShouldBe(200);
        (await ListAsync("run/a"))[0].Version.ShouldBe((await ListAsync("run/a"))[0].Version);
    }

    [Test]
    public async Task Listings_tell_when_each_object_was_written_by_one_clock()
    {
        foreach (var key in (string[])["run/c", "run/a", "run/b"])
        {
            await Store.PutAsync(key, Utf8(key), None);
        }
        var first = await WrittenAsync();
        first["run/c"].ShouldBeLessThanOrEqualTo(first["run/a"]);
        first["run/a"].ShouldBeLessThanOrEqualTo(first["run/b"]);
        (await WrittenAsync()).ShouldBe(first);

        await Store.PutAsync("run/c", Utf8("anew"), None);
        var second = await WrittenAsync();
        second["run/c"].ShouldBeGreaterThanOrEqualTo(first["run/b"]);
        second["run/a"].ShouldBe(first["run/a"]);
    }

    private async Task<Dictionary<string, DateTimeOffset>> WrittenAsync() =>
        (await ListAsync("run/")).ToDictionary(
            found => found.Key,
            found => found.LastModified.ShouldNotBeNull(),
            StringComparer.Ordinal
        );

    [Test]
    public async Task Five_thousand_objects_are_listed_each_once_and_their_folders_without_them()
    {
        var keys = Enumerable.Range(0, 5000).Select(i => $"run-{i % 7}/many/{i:D5}").ToList();
        await PutAllAsync(keys);
        (await KeysAsync("run-")).ShouldBe(keys.Order(StringComparer.Ordinal));
        (await KeysAsync("run-3/")).Count.ShouldBe(keys.Count(key => key.Contains("-3/")));
        var before = ListRequests;
        (await FoldersAsync()).ShouldBe(Enumerable.Range(0, 7).Select(i => $"run-{i}"));
        (ListRequests - before).ShouldBe(before is null ? null : 1);
    }

    [Test]
    public async Task A_listing_during_overwrites_shows_every_object_once()
    {
        var keys = Enumerable.Range(0, 40).Select(i => $"run/progress/vm-{i:D2}.json").ToList();
        foreach (var key in keys)
        {
            await Store.PutAsync(key, Utf8("0"), None);
        }
        using var done = new CancellationTokenSource();
        var writer = Task.Run(async () =>
        {
            for (var i = 0; !done.IsCancellationRequested; i++)
            {
                await Store.PutAsync(keys[i % keys.Count], Utf8($"{i}"), None);
            }
        });
        for (var i = 0; i < 100; i++)
        {
            (await KeysAsync("run/progress/")).ShouldBe(keys);
        }
        await done.CancelAsync();
        await writer;
    }
}
