using Amazon.Runtime;
using Amazon.S3.Model;
using Bench.Storage.Buckets;
using Bench.Storage.S3;
using Bench.Storage.Tests.Buckets;
using Bench.Storage.Tests.Contract;
using Bench.Testing.S3;

namespace Bench.Storage.Tests.S3;

/// <summary>Copies that RGW makes of parts: of 5 MiB, the least there are, of objects over 8 MiB.</summary>
public sealed class S3CopyTests
{
    private const int MiB = 1 << 20;

    private static readonly S3CopyLimits Small = new()
    {
        SingleBytes = 8 * MiB,
        PartBytes = 5 * MiB,
    };

    private RgwBucket _bucket = null!;
    private HookedClient _client = null!;
    private BucketStore _store = null!;

    private static CancellationToken None => CancellationToken.None;

    [OneTimeSetUp]
    public async Task MakeBucket() => _bucket = await RgwServer.FromEnvironment().NewBucketAsync();

    [SetUp]
    public void OpenStore()
    {
        var server = _bucket.Server;
        _client = new HookedClient(
            S3Client.Open(
                _bucket.UriOf("pre fix"),
                new BasicAWSCredentials(server.AccessKey, server.SecretKey),
                Small
            )
        );
        _store = new BucketStore(_client);
    }

    [TearDown]
    public async Task NothingIsLeftUnfinished()
    {
        _store.Dispose();
        _client.Dispose();
        var uploads = await _bucket.Client.ListMultipartUploadsAsync(
            new ListMultipartUploadsRequest { BucketName = _bucket.Name }
        );
        await _bucket.EmptyAsync();
        (uploads.MultipartUploads ?? []).ShouldBeEmpty();
    }

    [OneTimeTearDown]
    public async Task RemoveBucket() => await _bucket.DisposeAsync();

    [TestCase(8 * MiB, null)]
    [TestCase((8 * MiB) + 1, "-2")]
    [TestCase(10 * MiB, "-2")]
    [TestCase((12 * MiB) + 345, "-3")]
    public async Task An_object_is_copied_whole_or_in_parts_by_its_length(int length, string? parts)
    {
        var content = await PutAsync("from", length);
        await _store.CopyAsync("from", "to", length, None);
        (await _store.GetAsync("to", None)).ShouldNotBeNull().SequenceEqual(content).ShouldBeTrue();
        var (from, to) = (await HeadAsync("from"), await HeadAsync("to"));
        if (parts is not null)
        {
            // What the server says of how many parts an object is made of.
            to.ETag.Trim('"').ShouldEndWith(parts);
            to.Metadata["bench-upload"].ShouldNotBe(from.Metadata["bench-upload"]);
        }
        to.Metadata["bench-crc32c"].ShouldBe(from.Metadata["bench-crc32c"]);
        to.Metadata["somebodys"].ShouldBe("note");
        to.Headers.ContentType.ShouldBe("text/x-made");
    }

    [Test]
    public async Task Parts_are_tried_again_and_a_lost_reply_of_the_end_is_recognised()
    {
        var content = await PutAsync("from", 16 * MiB);
        var failures = 0;
        _client.OnCopiedPart = (number, _) =>
            number == 2 && Interlocked.Increment(ref failures) == 1
                ? throw Failure(StoreError.Unavailable)
                : Task.CompletedTask;
        var ends = 0;
        _client.OnCopied = () =>
        {
            if (Interlocked.Increment(ref ends) == 1)
            {
                throw Failure(StoreError.Unavailable);
            }
        };
        await _store.CopyAsync("from", "to", content.Length, None);
        (await _store.GetAsync("to", None)).ShouldNotBeNull().SequenceEqual(content).ShouldBeTrue();
        failures.ShouldBe(2);
        ends.ShouldBe(2);
    }

    [Test]
    public async Task A_part_that_fails_for_good_gives_all_up()
    {
        var content = await PutAsync("from", 16 * MiB);
        await _store.PutAsync("to", "as it was"u8.ToArray(), None);
        _client.OnCopiedPart = (number, _) =>
            number == 3 ? throw Failure(StoreError.Denied) : Task.CompletedTask;
        (
            await Should.ThrowAsync<StoreException>(() =>
                _store.CopyAsync("from", "to", content.Length, None)
            )
        ).Error.ShouldBe(StoreError.Denied);
        (await _store.GetAsync("to", None)).ShouldBe("as it was"u8.ToArray());
    }

    [Test]
    public async Task A_copy_that_is_cancelled_half_way_gives_all_up()
    {
        var content = await PutAsync("from", 16 * MiB);
        using var source = new CancellationTokenSource();
        _client.OnCopiedPart = (number, _) =>
            number == 2 ? source.CancelAsync() : Task.CompletedTask;
        await Should.ThrowAsync<OperationCanceledException>(() =>
            _store.CopyAsync("from", "to", content.Length, source.Token)
        );
        (await _store.GetAsync("to", None)).ShouldBeNull();
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_source_that_changes_meanwhile_is_not_copied(bool isDeleted)
    {
        var content = await PutAsync("from", 16 * MiB);
        var changed = 0;
        _client.OnCopiedPart = async (number, _) =>
        {
            if (number == 4 && Interlocked.Exchange(ref changed, 1) == 0)
            {
                await (
                    isDeleted
                        ? _store.DeleteAsync("from", None)
                        : PutAsync("from", 16 * MiB, seed: 2)
                );
            }
        };
        var error = await Should.ThrowAsync<StoreException>(() =>
            _store.CopyAsync("from", "to", content.Length, None)
        );
        error.Error.ShouldBe(StoreError.Corrupt);
        error.Message.ShouldContain("it was replaced or deleted while it was copied");
        (await _store.GetAsync("to", None)).ShouldBeNull();
    }

    [TestCase(0, 512L)]
    [TestCase(5L << 40, 525L)]
    [TestCase((512L * MiB * 10_000) + 1, 513L)]
    public void No_object_has_more_parts_than_there_may_be(long length, long mebibytes)
    {
        var part = new S3CopyLimits().PartBytesOf(length);
        part.ShouldBe(mebibytes * MiB);
        ((length + part - 1) / part).ShouldBeLessThanOrEqualTo(10_000);
    }

    [Test]
    public async Task Each_part_names_its_range_and_the_source_that_it_is_of()
    {
        await using var server = new CannedServer(Answer);
        using var client = S3Client.Open(server.Uri, new BasicAWSCredentials("key", "hush"), Small);
        var copy = await client.BeginCopyAsync("from", "to", None);
        copy.Parts.ShouldBe(3);
        await copy.CopyPartAsync(3, None);
        var part = server.Requests.Last();
        part.Line.ShouldStartWith("PUT /bkt/p/to?partNumber=3&uploadId=u ");
        Uri.UnescapeDataString(part.Headers["x-amz-copy-source"]).ShouldBe("bkt/p/from");
        part.Headers["x-amz-copy-source-range"].ShouldBe("bytes=10485760-12582911");
        part.Headers["x-amz-copy-source-if-match"].ShouldBe("0123");
        // 412 on the first part: the source is another one now.
        (
            await Should.ThrowAsync<StoreException>(() => copy.CopyPartAsync(1, None))
        ).Error.ShouldBe(StoreError.Corrupt);

        static string Answer(CannedRequest request) =>
            request.Line switch
            {
                var line when line.StartsWith("HEAD ", StringComparison.Ordinal) =>
                    "HTTP/1.1 200 OK\r\nContent-Length: 12582912\r\nETag: \"0123\"\r\nConnection: close\r\n\r\n",
                var line when line.Contains("?uploads", StringComparison.Ordinal) =>
                    CannedServer.Reply(
                        "200 OK",
                        "<InitiateMultipartUploadResult><UploadId>u</UploadId></InitiateMultipartUploadResult>"
                    ),
                var line when line.Contains("partNumber=1&", StringComparison.Ordinal) =>
                    CannedServer.Error("412 Precondition Failed", "PreconditionFailed"),
                _ => CannedServer.Reply(
                    "200 OK",
                    "<CopyPartResult><ETag>\"e\"</ETag></CopyPartResult>"
                ),
            };
    }

    private static StoreException Failure(StoreError error) =>
        new(error, "s3://bkt/to", "made to fail", "let it be");

    private Task<GetObjectMetadataResponse> HeadAsync(string key) =>
        _bucket.Client.GetObjectMetadataAsync(_bucket.Name, $"pre fix/{key}");

    /// <summary>An object as the store makes it, and what somebody else has noted with it.</summary>
    private async Task<byte[]> PutAsync(string key, int length, int seed = 1)
    {
        var content = PatternStream.Of(length, seed);
        await using var source = new MemoryStream(content);
        await _store.PutAsync(key, source, None);
        var made = await HeadAsync(key);
        var noted = new CopyObjectRequest
        {
            SourceBucket = _bucket.Name,
            SourceKey = $"pre fix/{key}",
            DestinationBucket = _bucket.Name,
            DestinationKey = $"pre fix/{key}",
            MetadataDirective = Amazon.S3.S3MetadataDirective.REPLACE,
            ContentType = "text/x-made",
        };
        foreach (var name in made.Metadata.Keys)
        {
            noted.Metadata[name] = made.Metadata[name];
        }
        noted.Metadata["somebodys"] = "note";
        await _bucket.Client.CopyObjectAsync(noted);
        return content;
    }
}
