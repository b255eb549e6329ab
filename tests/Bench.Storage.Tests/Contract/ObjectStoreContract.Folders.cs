namespace Bench.Storage.Tests.Contract;

public abstract partial class ObjectStoreContract
{
    /// <summary>More folders than one page of a listing holds.</summary>
    protected virtual int ManyFolders => 150;

    /// <summary>Requests for listings that the server has got; null where nobody counts.</summary>
    protected virtual int? ListRequests => null;

    private static IEnumerable<string> FolderNames =>
        [
            "a",
            "a b",
            "a+b",
            "a%2Fb",
            "a-b",
            "a.b",
            "A",
            "é",
            "e\u0301",
            "日本",
            "🙂",
            "~'()*!&=?#",
            "2031-02-03T04:05:06Z",
        ];

    [Test]
    public async Task Folders_right_below_the_root_are_named_once_each()
    {
        await PutAllAsync(["a/x", "a/y/z", "b-1/x", "b/x", "b/y", "loose"]);
        (await FoldersAsync()).ShouldBe(["a", "b", "b-1"]);
    }

    [Test]
    public async Task Folders_of_unusual_names_are_named_exactly()
    {
        await PutAllAsync([.. FolderNames.Select(name => $"{name}/x"), "none", "also none "]);
        (await FoldersAsync()).ShouldBe(FolderNames.Order(StringComparer.Ordinal));
    }

    [Test]
    public async Task Folders_of_keys_that_are_no_paths_end_at_the_first_slash()
    {
        if (!HoldsKeysThatAreNoPaths)
        {
            await ShouldRefuseAsync("a//x");
            (await FoldersAsync()).ShouldBeEmpty();
            return;
        }
        await PutAllAsync(["a//x", "a//y/z", "b//", "c/", "c//d", "e"]);
        (await FoldersAsync()).ShouldBe(["a", "b", "c"]);
    }

    [Test]
    public async Task More_folders_than_a_page_holds_are_all_named()
    {
        var names = Enumerable.Range(0, ManyFolders).Select(i => $"run-{i:D4}").ToList();
        await PutAllAsync([.. names.Select(name => $"{name}/config.json"), "run", "run-0100x"]);
        (await FoldersAsync()).ShouldBe(names);
    }

    [Test]
    public async Task Without_folders_none_is_named()
    {
        (await FoldersAsync()).ShouldBeEmpty();
        await PutAllAsync(["a", "b"]);
        (await FoldersAsync()).ShouldBeEmpty();
    }

    /// <summary>In ordinal order, and as often as the store names them.</summary>
    private async Task<List<string>> FoldersAsync()
    {
        var found = new List<string>();
        await foreach (var folder in Store.ListFoldersAsync(None))
        {
            found.Add(folder);
        }
        return [.. found.Order(StringComparer.Ordinal)];
    }

    private Task PutAllAsync(IReadOnlyList<string> keys) =>
        Parallel.ForEachAsync(
            keys,
            new ParallelOptions { MaxDegreeOfParallelism = 16 },
            async (key, cancel) => await Store.PutAsync(key, Utf8(key), cancel)
        );
}
