using System.Text;

namespace Bench.Storage.Tests.Contract;

/// <summary>What every store must do; each implementation runs the whole suite against itself.</summary>
public abstract partial class ObjectStoreContract
{
    private IObjectStore _store = null!;

    protected IObjectStore Store => _store;

    protected static CancellationToken None => CancellationToken.None;

    /// <summary>Whether listings begin after any key.</summary>
    protected virtual bool CanListAfter => false;

    /// <summary>Another client of the same store. The first call of each test finds the store empty.</summary>
    protected abstract IObjectStore OpenClient();

    [SetUp]
    public void OpenStore() => _store = OpenClient();

    [Test]
    public async Task What_was_never_written_is_null()
    {
        (await Store.GetAsync("run/none", None)).ShouldBeNull();
        (await Store.OpenAsync("run/none", None)).ShouldBeNull();
        (await KeysAsync("")).ShouldBeEmpty();
    }

    [Test]
    public async Task An_object_reads_back_as_it_was_written()
    {
        var content = PatternStream.Of(100_003, seed: 1);
        await Store.PutAsync("run/a", content, None);
        (await Store.GetAsync("run/a", None)).ShouldBe(content);
        (await ReadStreamAsync("run/a")).ShouldBe(content);
        (await OpenClient().GetAsync("run/a", None)).ShouldBe(content);
    }

    [Test]
    public async Task A_part_of_an_array_is_written_as_that_part()
    {
        await Store.PutAsync("run/part", Utf8("0123456789").AsMemory(3, 4), None);
        (await TextAsync("run/part")).ShouldBe("3456");
    }

    [Test]
    public async Task Put_replaces_longer_and_shorter_content_whole()
    {
        foreach (var text in (string[])["first, and quite long", "short", "longer again"])
        {
            await Store.PutAsync("run/a", Utf8(text), None);
            (await TextAsync("run/a")).ShouldBe(text);
        }
    }

    [Test]
    public async Task A_stream_replaces_an_object_too()
    {
        await Store.PutAsync("run/a", Utf8("old"), None);
        using var content = new MemoryStream(Utf8("new bytes"));
        await Store.PutAsync("run/a", content, None);
        (await TextAsync("run/a")).ShouldBe("new bytes");
    }

    [Test]
    public async Task Empty_objects_exist()
    {
        await Store.PutAsync("run/put", ReadOnlyMemory<byte>.Empty, None);
        await Store.PutAsync("run/stream", Stream.Null, None);
        (
            await Store.TryCreateAsync("run/created", ReadOnlyMemory<byte>.Empty, None)
        ).ShouldBeTrue();
        (await Store.TryCreateAsync("run/created", Utf8("x"), None)).ShouldBeFalse();
        foreach (var key in (string[])["run/put", "run/stream", "run/created"])
        {
            (await Store.GetAsync(key, None)).ShouldBe([]);
        }
        (await ListAsync("run/")).ShouldAllBe(found => found.Length == 0);
        (await KeysAsync("run/")).ShouldBe(["run/created", "run/put", "run/stream"]);
    }

    [Test]
    public async Task An_open_reader_keeps_the_bytes_it_opened()
    {
        var before = PatternStream.Of(1 << 20, seed: 1);
        await Store.PutAsync("run/a", before, None);
        await using var reader = (await Store.OpenAsync("run/a", None)).ShouldNotBeNull();
        var read = new byte[before.Length];
        await reader.ReadExactlyAsync(read.AsMemory(0, 1000), None);
        await Store.PutAsync("run/a", PatternStream.Of(1 << 19, seed: 2), None);
        await reader.ReadExactlyAsync(read.AsMemory(1000), None);
        read.ShouldBe(before);
    }

    [Test]
    public async Task Delete_is_idempotent()
    {
        await Store.PutAsync("run/a", Utf8("x"), None);
        await Store.DeleteAsync("run/a", None);
        await Store.DeleteAsync("run/a", None);
        await Store.DeleteAsync("never/there", None);
        (await Store.GetAsync("run/a", None)).ShouldBeNull();
        (await KeysAsync("")).ShouldBeEmpty();
        (await Store.TryCreateAsync("run/a", Utf8("again"), None)).ShouldBeTrue();
    }

    [TestCase("a key with spaces / and more ")]
    [TestCase("plus+and%and%20and%2F")]
    [TestCase("ünïcödé/日本/🙂.json")]
    [TestCase("#hash?query=1&x/@~:;,='\"<>|*`$(){}[]")]
    [TestCase("back\\slash/..hidden/.dot/...")]
    [TestCase("UPPER/lower/Upper")]
    public async Task Unusual_keys_are_kept_exactly(string key)
    {
        (await Store.TryCreateAsync(key, Utf8(key), None)).ShouldBeTrue();
        (await TextAsync(key)).ShouldBe(key);
        (await KeysAsync("")).ShouldBe([key]);
        (await KeysAsync(key[..^1])).ShouldBe([key]);
        await Store.DeleteAsync(key, None);
        (await KeysAsync("")).ShouldBeEmpty();
    }

    [Test]
    public async Task Keys_that_differ_in_case_or_escaping_are_different()
    {
        string[] keys =
        [
            "run/A",
            "run/a",
            "run/a%20b",
            "run/a b",
            "run/a+b",
            "run/\u00e9",
            "run/e\u0301",
        ];
        foreach (var key in keys)
        {
            (await Store.TryCreateAsync(key, Utf8(key), None)).ShouldBeTrue(key);
        }
        foreach (var key in keys)
        {
            (await TextAsync(key)).ShouldBe(key);
        }
    }

    [Test]
    public async Task Cancelled_calls_end_as_cancelled_and_leave_nothing()
    {
        using var source = new CancellationTokenSource();
        await source.CancelAsync();
        var cancelled = source.Token;
        await Store.PutAsync("run/there", Utf8("x"), None);
        using var content = new MemoryStream(Utf8("x"));

        await ShouldCancelAsync(() => Store.PutAsync("run/a", Utf8("x"), cancelled));
        await ShouldCancelAsync(() => Store.PutAsync("run/b", content, cancelled));
        await ShouldCancelAsync(() => Store.TryCreateAsync("run/c", Utf8("x"), cancelled));
        await ShouldCancelAsync(() => Store.TryCreateAsync("run/there", Utf8("x"), cancelled));
        await ShouldCancelAsync(() => Store.GetAsync("run/there", cancelled));
        await ShouldCancelAsync(() => Store.OpenAsync("run/there", cancelled));
        await ShouldCancelAsync(() => Store.DeleteAsync("run/there", cancelled));
        await ShouldCancelAsync(async () =>
        {
            await foreach (var found in Store.ListAsync("run/", cancelled))
            {
                found.ShouldBeNull();
            }
        });
        await ShouldCancelAsync(async () =>
        {
            await foreach (var folder in Store.ListFoldersAsync(cancelled))
            {
                folder.ShouldBeNull();
            }
        });
        (await KeysAsync("")).ShouldBe(["run/there"]);
    }

    [Test]
    public async Task A_stream_cancelled_half_way_leaves_no_object()
    {
        using var source = new CancellationTokenSource();
        await using var content = new PatternStream(
            64 << 20,
            seed: 1,
            atByte: 8 << 20,
            source.Cancel
        );
        await ShouldCancelAsync(() => Store.PutAsync("run/a", content, source.Token));
        (await Store.GetAsync("run/a", None)).ShouldBeNull();
        (await KeysAsync("")).ShouldBeEmpty();
    }

    [Test]
    public async Task A_stream_that_breaks_half_way_leaves_the_old_object()
    {
        await Store.PutAsync("run/a", Utf8("old"), None);
        await using var content = new PatternStream(
            16 << 20,
            seed: 1,
            atByte: 8 << 20,
            () => throw new InvalidDataException("the source broke")
        );
        await Should.ThrowAsync<InvalidDataException>(() => Store.PutAsync("run/a", content, None));
        (await TextAsync("run/a")).ShouldBe("old");
        (await KeysAsync("")).ShouldBe(["run/a"]);
    }

    protected static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    protected async Task<string?> TextAsync(string key) =>
        await Store.GetAsync(key, None) is { } content ? Encoding.UTF8.GetString(content) : null;

    protected async Task<List<ObjectInfo>> ListAsync(string prefix)
    {
        var found = new List<ObjectInfo>();
        await foreach (var info in Store.ListAsync(prefix, None))
        {
            found.Add(info);
        }
        return found;
    }

    protected async Task<List<string>> KeysAsync(string prefix) =>
        [.. (await ListAsync(prefix)).Select(found => found.Key)];

    private async Task<byte[]> ReadStreamAsync(string key)
    {
        await using var stream = (await Store.OpenAsync(key, None)).ShouldNotBeNull();
        using var content = new MemoryStream();
        await stream.CopyToAsync(content, None);
        return content.ToArray();
    }

    private static async Task ShouldCancelAsync(Func<Task> call) =>
        await Should.ThrowAsync<OperationCanceledException>(call);
}
