using Bench.Model.Digests;
using Bench.Storage.Buckets;
using Bench.Storage.Gcs;
using Bench.Storage.Tests.Contract;
using Bench.Testing.Gcs;

namespace Bench.Storage.Tests.Gcs;

public sealed class GcsClientTests : GcsFixture
{
    private static readonly string[] OddKeys =
    [
        " leading and trailing ",
        "a+b%20c%2Fd%25/e?f#g&h=i",
        "double//slash///",
        "/leading/slash",
        "a/../b/./c",
        "..",
        "ünïcödé/日本/🙂\u0301",
        "tab\tand\u0001control\u007f",
        "back\\slash'\"<>|*`$(){}[]^~:;,!@",
        "%",
        "%zz",
        "2031-02-03T04:05:06Z",
        "\u200eleft\u202eright\u2066",
        "{object}/{bucket}",
        new('x', 900),
        string.Concat(Enumerable.Repeat("ü", 450)),
        "run/" + new string('+', 896),
    ];

    [TestCaseSource(nameof(OddKeys))]
    public async Task An_odd_key_is_kept_exactly(string key)
    {
        (await Client.TryCreateAsync(key, Utf8(key), None)).ShouldBeTrue();
        (await Client.TryCreateAsync(key, Utf8(key), None)).ShouldBeFalse();
        (await BytesAsync(key)).ShouldBe(Utf8(key));
        (await BytesAsync(key, new ByteRange(99_999, null))).ShouldBe([]);
        (await KeysAsync("")).ShouldBe([key]);
        (await KeysAsync(key)).ShouldBe([key]);
        await Client.DeleteAsync(key, None);
        (await KeysAsync("")).ShouldBeEmpty();

        var session = await Client.BeginUploadAsync(key, null, None);
        await session.PutPartAsync(1, 0, Utf8("uploaded"), isLast: true, None);
        await session.CompleteAsync(None);
        (await BytesAsync(key)).ShouldBe(Utf8("uploaded"));
    }

    [TestCase("")]
    [TestCase("a\nb")]
    [TestCase("a\rb")]
    public async Task A_key_that_cannot_be_is_refused_without_a_request(string key)
    {
        await ShouldRefuse(Client, key);
        Server.Requests.ShouldBeEmpty();
    }

    [Test]
    public async Task A_key_that_is_no_text_is_refused_without_a_request()
    {
        await ShouldRefuse(Client, $"broken{'\ud83d'}unicode");
        Server.Requests.ShouldBeEmpty();
    }

    [TestCase(".")]
    [TestCase("..")]
    [TestCase(".well-known/acme-challenge/x")]
    public async Task Names_that_are_reserved_in_a_bucket_are_refused_there(string key)
    {
        using var root = GcsClient.Open($"gs://{Bucket}?endpoint={Server.Address}&anonymous=true");
        await ShouldRefuse(root, key);
        Server.Requests.ShouldBeEmpty();
    }

    [Test]
    public async Task A_name_may_have_1024_bytes_and_no_more()
    {
        var most = new string('é', (1024 - "run/".Length) / 2);
        await Client.WriteAsync(most, Utf8("x"), None);
        await ShouldRefuse(Client, most + "x");
    }

    [Test]
    public async Task A_read_tells_length_generation_and_checksum_of_the_whole_object()
    {
        var content = PatternStream.Of(100_000, seed: 4);
        await Client.WriteAsync("a", content, None);
        var info = (await Client.ListAsync("a", null, None)).Objects.ShouldHaveSingleItem();
        foreach (
            var range in (ByteRange[])
                [ByteRange.All, new(0, 10), new(99_990, null), new(200_000, 10), new(5, 500_000)]
        )
        {
            await using var read = (
                await Client.ReadAsync("a", range, null, None)
            ).ShouldNotBeNull();
            read.ObjectLength.ShouldBe(content.Length);
            read.Version.ShouldBe(info.Version);
            read.Crc32C.ShouldBe(Crc32CHash.HexOf(content));
        }
        (await BytesAsync("a", new ByteRange(0, 10))).ShouldBe(content[..10]);
        (await BytesAsync("a", new ByteRange(99_990, null))).ShouldBe(content[99_990..]);
        (await BytesAsync("a", new ByteRange(5, 500_000))).ShouldBe(content[5..]);
        (await BytesAsync("a", new ByteRange(200_000, 10))).ShouldBe([]);
    }

    [Test]
    public async Task A_range_of_an_empty_object_is_empty()
    {
        await Client.WriteAsync("empty", ReadOnlyMemory<byte>.Empty, None);
        await using var read = await Client.ReadAsync("empty", new ByteRange(0, 10), null, None);
        read.ShouldNotBeNull().ObjectLength.ShouldBe(0);
        read.Crc32C.ShouldBe("00000000");
        (await BytesAsync("empty")).ShouldBe([]);
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_pinned_read_finds_a_change(bool isReplaced)
    {
        await Client.WriteAsync("a", Utf8("first"), None);
        string version;
        await using (var read = await Client.ReadAsync("a", ByteRange.All, null, None))
        {
            version = read.ShouldNotBeNull().Version;
        }
        (await BytesAsync("a", new ByteRange(1, 2), version)).ShouldBe(Utf8("ir"));
        await (
            isReplaced ? Client.WriteAsync("a", Utf8("other"), None) : Client.DeleteAsync("a", None)
        );
        var failure = await FailureOf(() => BytesAsync("a", new ByteRange(1, 2), version));
        failure.Error.ShouldBe(StoreError.Corrupt);
        failure.Message.ShouldContain($"gs://{Bucket}/run/a");
        failure.Message.ShouldContain(version);
    }

    [Test]
    public async Task A_listing_goes_page_by_page_in_order_of_bytes()
    {
        string[] keys = ["a", "a/b", "a0", "b", "\uff5e", "\ud83d\ude42", "é"];
        foreach (var key in keys)
        {
            await Client.WriteAsync(key, Utf8(key), None);
        }
        Server.PageEntries = 2;
        (await KeysAsync("")).ShouldBe(["a", "a/b", "a0", "b", "é", "\uff5e", "\ud83d\ude42"]);
        Server.Count(RequestKind.List).ShouldBe(4);
        (await KeysAsync("a")).ShouldBe(["a", "a/b", "a0"]);
        (await KeysAsync($"broken{'\ud83d'}")).ShouldBeEmpty();
    }

    [Test]
    public async Task Folders_come_page_by_page_whatever_is_in_them()
    {
        foreach (var key in (string[])["/a", "//b", "c/d", "c/e/f", "g/h", "i", "j/k", "l//m"])
        {
            await Client.WriteAsync(key, Utf8(key), None);
        }
        Server.PageEntries = 2;
        var pages = new List<FolderPage>();
        do
        {
            pages.Add(await Client.ListFoldersAsync(pages.LastOrDefault()?.Continuation, None));
        } while (pages[^1].Continuation is not null);
        pages
            .Select(page => page.Folders)
            .ShouldBe([
                ["", "c"],
                ["g"],
                ["j", "l"],
            ]);
        Server.Count(RequestKind.List).ShouldBe(3);
    }

    [Test]
    public async Task A_folder_made_in_a_console_is_no_object_of_the_prefix()
    {
        using var root = GcsClient.Open($"gs://{Bucket}?endpoint={Server.Address}&anonymous=true");
        await root.WriteAsync("run/", ReadOnlyMemory<byte>.Empty, None);
        await root.WriteAsync("run2/b", Utf8("x"), None);
        await Client.WriteAsync("a", Utf8("x"), None);
        (await KeysAsync("")).ShouldBe(["a"]);
    }

    [Test]
    public async Task The_server_tells_its_time()
    {
        var here = TimeProvider.System.GetUtcNow();
        (await Client.ServerTimeAsync(None)).ShouldBe(here, TimeSpan.FromMinutes(1));
    }

    private static async Task ShouldRefuse(GcsClient client, string key)
    {
        Func<Task>[] calls =
        [
            () => client.WriteAsync(key, Utf8("x"), None),
            () => client.TryCreateAsync(key, Utf8("x"), None),
            () => client.BeginUploadAsync(key, null, None),
            () => client.ReadAsync(key, ByteRange.All, null, None),
            () => client.DeleteAsync(key, None),
        ];
        foreach (var call in calls)
        {
            var failure = await FailureOf(call);
            failure.Error.ShouldBe(StoreError.InvalidKey);
            failure.Message.ShouldContain(StoreUris.Child(client.Uri, key));
        }
    }

    private async Task<List<string>> KeysAsync(string prefix)
    {
        var keys = new List<string>();
        string? continuation = null;
        do
        {
            var page = await Client.ListAsync(prefix, continuation, None);
            keys.AddRange(page.Objects.Select(found => found.Key));
            continuation = page.Continuation;
        } while (continuation is not null);
        return keys;
    }
}
