using System.Globalization;
using Amazon.Runtime;
using Bench.Storage.Buckets;
using Bench.Storage.S3;

namespace Bench.Storage.Tests.S3;

/// <summary>What goes over the wire, and replies that RGW does not give.</summary>
public sealed class S3RequestTests
{
    private static readonly AWSCredentials Temporary = new SessionAWSCredentials(
        "key",
        "hush",
        "session"
    );

    private static CancellationToken None => CancellationToken.None;

    [Test]
    public async Task A_body_is_not_hashed_into_the_signature_but_its_MD5_is_signed()
    {
        await using var server = new CannedServer(_ => CannedServer.Reply("200 OK"));
        using var client = S3Client.Open(server.Uri, Temporary);
        await client.TryCreateAsync("a", "x"u8.ToArray(), None);
        var request = server.Requests.ShouldHaveSingleItem();
        request.Line.ShouldBe("PUT /bkt/p/a HTTP/1.1");
        request.Headers["X-Amz-Content-SHA256"].ShouldBe("UNSIGNED-PAYLOAD");
        request.Headers["Content-MD5"].ShouldBe(S3Client.Md5Of("x"u8.ToArray()));
        request.Headers["If-None-Match"].ShouldBe("*");
        request.Headers["x-amz-meta-bench-crc32c"].Length.ShouldBe(8);
        request.Headers["X-Amz-Security-Token"].ShouldBe("session");
        var signed = request.Headers["Authorization"];
        signed.ShouldContain("content-md5;");
        signed.ShouldContain("x-amz-security-token");
        request.Headers.Keys.ShouldNotContain("Expect");
        request.Headers.Keys.ShouldNotContain(name =>
            name.StartsWith("x-amz-checksum", StringComparison.OrdinalIgnoreCase)
        );
    }

    [TestCase(1)]
    [TestCase(-1)]
    public async Task A_request_is_signed_by_the_clock_of_a_server_that_is_far_from_this_one(
        int hours
    )
    {
        var theirs = TimeProvider.System.GetUtcNow().AddHours(hours);
        await using var server = new CannedServer(request =>
            Math.Abs((theirs - SignedAt(request)).TotalMinutes) > 15
                ? CannedServer.Error(
                    "403 Forbidden",
                    "RequestTimeTooSkewed",
                    $"Date: {theirs.ToString("r", CultureInfo.InvariantCulture)}"
                )
                : CannedServer.Reply("200 OK")
        );
        using var client = S3Client.Open(server.Uri, Temporary);

        (await client.TryCreateAsync("a", "x"u8.ToArray(), None)).ShouldBeTrue();
        server.Requests.Count.ShouldBe(2, "it is signed once more");
        (await client.TryCreateAsync("b", "x"u8.ToArray(), None)).ShouldBeTrue();
        server.Requests.Count.ShouldBe(3, "the difference is kept");
    }

    [Test]
    public async Task A_server_that_finds_every_clock_wrong_is_asked_twice()
    {
        await using var server = new CannedServer(_ =>
            CannedServer.Error(
                "403 Forbidden",
                "RequestTimeTooSkewed",
                "Date: Sat, 01 Jan 2000 00:00:00 GMT"
            )
        );
        using var client = S3Client.Open(server.Uri, Temporary);
        var error = await Should.ThrowAsync<StoreException>(() =>
            client.TryCreateAsync("a", "x"u8.ToArray(), None)
        );
        error.Error.ShouldBe(StoreError.Denied);
        server.Requests.Count.ShouldBe(2);
    }

    [Test]
    public async Task A_failed_condition_means_that_another_one_created_it()
    {
        await using var server = new CannedServer(_ =>
            CannedServer.Error("412 Precondition Failed", "PreconditionFailed")
        );
        using var client = S3Client.Open(server.Uri, Temporary);
        (await client.TryCreateAsync("a", "x"u8.ToArray(), None)).ShouldBeFalse();
    }

    [TestCase("500 Internal Server Error", "InternalError")]
    [TestCase("404 Not Found", "NoSuchUpload")]
    public async Task A_completion_whose_reply_was_lost_is_recognised_by_its_mark(
        string status,
        string code
    )
    {
        var mark = "";
        await using var server = new CannedServer(request =>
        {
            if (request.Line.Contains("?uploads", StringComparison.Ordinal))
            {
                mark = request.Headers["x-amz-meta-bench-upload"];
                return CannedServer.Reply(
                    "200 OK",
                    "<InitiateMultipartUploadResult><UploadId>u</UploadId></InitiateMultipartUploadResult>"
                );
            }
            return request.Line.StartsWith("HEAD", StringComparison.Ordinal)
                ? CannedServer.Reply("200 OK", "", $"x-amz-meta-bench-upload: {mark}")
                : CannedServer.Error(status, code);
        });
        using var client = S3Client.Open(server.Uri, Temporary);
        var session = await client.BeginUploadAsync("a", null, None);
        await session.CompleteAsync(None);
        mark.Length.ShouldBe(32);

        mark = "of another upload";
        await Should.ThrowAsync<StoreException>(() => session.CompleteAsync(None));
    }

    [Test]
    public async Task A_server_that_ignores_ranges_is_found_out()
    {
        await using var server = new CannedServer(_ =>
            CannedServer.Reply("200 OK", "0123456789", "ETag: \"e\"")
        );
        using var client = S3Client.Open(server.Uri, Temporary);
        var error = await Should.ThrowAsync<StoreException>(() =>
            client.ReadAsync("a", new ByteRange(5, 5), null, None)
        );
        error.Error.ShouldBe(StoreError.Corrupt);
        error.Message.ShouldContain("whole object");
    }

    [TestCase("x-amz-server-side-encryption: aws:kms", false)]
    [TestCase("x-amz-server-side-encryption: AES256", true)]
    [TestCase("X-None: 1", true)]
    public async Task An_etag_is_an_MD5_only_where_it_can_be(string header, bool isMd5)
    {
        const string etag = "5d41402abc4b2a76b9719d911017c592";
        await using var server = new CannedServer(_ =>
            CannedServer.Reply("200 OK", "hello", $"ETag: \"{etag}\"", header)
        );
        using var client = S3Client.Open(server.Uri, Temporary);
        await using var read = await client.ReadAsync("a", ByteRange.All, null, None);
        read.ShouldNotBeNull().Version.ShouldBe(etag);
        read.Md5.ShouldBe(isMd5 ? etag : null);
    }

    [Test]
    public async Task A_listing_that_says_it_goes_on_but_not_where_is_refused()
    {
        await using var server = new CannedServer(_ =>
            CannedServer.Reply(
                "200 OK",
                "<ListBucketResult><IsTruncated>true</IsTruncated></ListBucketResult>"
            )
        );
        using var client = S3Client.Open(server.Uri, Temporary);
        await Should.ThrowAsync<StoreException>(() => client.ListAsync("", null, None));
    }

    [TestCase("<EncodingType>url</EncodingType>", "p/a+b%2Bc%2525", "a b+c%25")]
    [TestCase("", "p/a+b%2Bc%2525", "a+b%2Bc%2525")]
    public async Task Names_are_decoded_where_the_server_encodes_them(
        string encoding,
        string name,
        string key
    )
    {
        await using var server = new CannedServer(_ =>
            CannedServer.Reply(
                "200 OK",
                $"<ListBucketResult>{encoding}<IsTruncated>false</IsTruncated>"
                    + $"<Contents><Key>{name}</Key><Size>1</Size><ETag>&quot;e&quot;</ETag>"
                    + "<LastModified>2031-02-03T04:05:06.789Z</LastModified></Contents></ListBucketResult>"
            )
        );
        using var client = S3Client.Open(server.Uri, Temporary);
        var page = await client.ListAsync("", null, None);
        var modified = new DateTimeOffset(2031, 2, 3, 4, 5, 6, 789, TimeSpan.Zero);
        page.Objects.ShouldHaveSingleItem().ShouldBe(new ObjectInfo(key, 1, "e", modified));
    }

    [Test]
    public async Task Folders_are_asked_for_by_the_delimiter_and_a_page_without_any_goes_on()
    {
        await using var server = new CannedServer(request =>
            CannedServer.Reply(
                "200 OK",
                request.Line.Contains("continuation-token=next", StringComparison.Ordinal)
                    ? "<ListBucketResult><EncodingType>url</EncodingType><IsTruncated>false</IsTruncated>"
                        + "<CommonPrefixes><Prefix>p/a+b%2Bc/</Prefix></CommonPrefixes>"
                        + "<CommonPrefixes><Prefix>p%2Fd%2F</Prefix></CommonPrefixes></ListBucketResult>"
                    : "<ListBucketResult><EncodingType>url</EncodingType><IsTruncated>true</IsTruncated>"
                        + "<Contents><Key>p/0</Key><Size>1</Size><ETag>e</ETag></Contents>"
                        + "<NextContinuationToken>next</NextContinuationToken></ListBucketResult>"
            )
        );
        using var client = S3Client.Open(server.Uri, Temporary);
        var first = await client.ListFoldersAsync(null, None);
        first.Folders.ShouldBeEmpty();
        (await client.ListFoldersAsync(first.Continuation, None)).Folders.ShouldBe(["a b+c", "d"]);
        server.Requests.ShouldAllBe(request => request.Line.Contains("delimiter=%2F"));
    }

    [Test]
    public async Task A_request_that_hangs_can_be_cancelled()
    {
        using var asked = new SemaphoreSlim(0);
        using var release = new SemaphoreSlim(0);
        await using var server = new CannedServer(_ =>
        {
            asked.Release();
            release.Wait();
            return "";
        });
        using var client = S3Client.Open(server.Uri, Temporary);
        using var source = new CancellationTokenSource();
        var read = client.ReadAsync("a", ByteRange.All, null, source.Token);
        await asked.WaitAsync();
        await source.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => read);
        release.Release();
    }

    private static DateTimeOffset SignedAt(CannedRequest request) =>
        DateTimeOffset.ParseExact(
            request.Headers["X-Amz-Date"],
            "yyyyMMdd'T'HHmmss'Z'",
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal
        );
}
