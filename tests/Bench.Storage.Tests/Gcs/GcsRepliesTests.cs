using Bench.Storage.Buckets;
using Bench.Storage.Gcs;
using Bench.Storage.Tests.S3;

namespace Bench.Storage.Tests.Gcs;

/// <summary>Replies that are not as they are documented.</summary>
public sealed class GcsRepliesTests
{
    private static CancellationToken None => CancellationToken.None;

    [TestCase("403 Forbidden", "<html>Not\r\n for you</html>", StoreError.Denied)]
    [TestCase("503 Service Unavailable", "Come  back later", StoreError.Unavailable)]
    [TestCase("500 Internal Server Error", "[1, 2]", StoreError.Unavailable)]
    [TestCase("429 Too Many Requests", "{}", StoreError.Throttled)]
    public async Task A_refusal_is_classed_by_its_status_whatever_it_says(
        string status,
        string body,
        StoreError error
    )
    {
        await using var server = new CannedServer(_ =>
            CannedServer.Reply(status, body, "Retry-After: 3")
        );
        using var client = Open(server);
        var said = string.Join(
            ' ',
            body.Split([' ', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries)
        );
        foreach (var call in CallsOf(client))
        {
            var failure = await Should.ThrowAsync<StoreException>(call);
            failure.Error.ShouldBe(error);
            failure.RetryAfter.ShouldBe(failure.IsTransient ? TimeSpan.FromSeconds(3) : null);
            failure.Message.ShouldContain($"{status[..3]} ({said})");
        }
    }

    [Test]
    public async Task Of_a_long_refusal_only_some_is_shown()
    {
        await using var server = new CannedServer(_ =>
            CannedServer.Reply("403 Forbidden", new string('x', 1 << 20))
        );
        using var client = Open(server);
        foreach (var call in CallsOf(client))
        {
            var failure = await Should.ThrowAsync<StoreException>(call);
            failure.Error.ShouldBe(StoreError.Denied);
            failure.Message.Length.ShouldBeLessThan(1000);
        }
    }

    [Test]
    public async Task A_refusal_that_breaks_off_is_no_success()
    {
        await using var server = new CannedServer(_ =>
            "HTTP/1.1 403 Forbidden\r\nContent-Length: 100\r\n\r\nNot for"
        );
        using var client = Open(server);
        foreach (var call in CallsOf(client))
        {
            var failure = await Should.ThrowAsync<StoreException>(call);
            failure.Error.ShouldBeOneOf(StoreError.Denied, StoreError.Unavailable);
        }
    }

    [TestCase("<html/>")]
    [TestCase("""{"items":[{"name":"p/a"}]}""")]
    [TestCase("""{"items":[{"name":"elsewhere","generation":"1"}]}""")]
    public async Task A_listing_that_is_not_understood_is_told(string body)
    {
        await using var server = new CannedServer(_ => CannedServer.Reply("200 OK", body));
        using var client = Open(server);
        var failure = await Should.ThrowAsync<StoreException>(() =>
            client.ListAsync("", null, None)
        );
        failure.Message.ShouldContain("not understood");
        failure.Message.ShouldContain("endpoint");
    }

    [TestCase("null", false)]
    [TestCase("\"2031-02-03T04:05:06.789Z\"", true)]
    [TestCase("\"2031-02-03T05:05:06.789+01:00\"", true)]
    [TestCase("\"yesterday\"", false)]
    public async Task A_listing_tells_when_an_object_was_written_where_the_server_does(
        string time,
        bool isTold
    )
    {
        await using var server = new CannedServer(_ =>
            CannedServer.Reply(
                "200 OK",
                $$"""{"items":[{"name":"p/a","generation":"7","timeCreated":{{time}}}]}"""
            )
        );
        using var client = Open(server);
        var modified = new DateTimeOffset(2031, 2, 3, 4, 5, 6, 789, TimeSpan.Zero);
        var page = await client.ListAsync("", null, None);
        page.Objects.ShouldHaveSingleItem()
            .ShouldBe(new ObjectInfo("a", 0, "7", isTold ? modified : null));
    }

    private static GcsClient Open(CannedServer server) =>
        GcsClient.Open($"gs://bucket/p?endpoint={server.Address}&anonymous=true");

    private static List<Func<Task>> CallsOf(GcsClient client) =>
        [
            () => client.ReadAsync("a", ByteRange.All, null, None),
            () => client.WriteAsync("a", "x"u8.ToArray(), None),
            () => client.BeginUploadAsync("a", null, None),
            () => client.ListAsync("", null, None),
            () => client.DeleteAsync("a", None),
        ];
}
