using System.Security.Cryptography;
using System.Text;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Bench.Model.Digests;
using Bench.Storage.Buckets;
using Bench.Storage.S3;
using Bench.Storage.Tests.Contract;
using Bench.Testing.S3;
using ByteRange = Bench.Storage.Buckets.ByteRange;

namespace Bench.Storage.Tests.S3;

/// <summary>Single requests to RGW.</summary>
public sealed class S3ClientTests
{
    private RgwBucket _bucket = null!;
    private S3Client _client = null!;

    private static CancellationToken None => CancellationToken.None;

    [OneTimeSetUp]
    public async Task MakeBucket()
    {
        var server = RgwServer.FromEnvironment();
        _bucket = await server.NewBucketAsync();
        _client = S3Client.Open(
            _bucket.UriOf("p"),
            new BasicAWSCredentials(server.AccessKey, server.SecretKey)
        );
    }

    [OneTimeTearDown]
    public async Task RemoveBucket()
    {
        _client.Dispose();
        await _bucket.DisposeAsync();
    }

    [TearDown]
    public async Task EmptyBucket() => await _bucket.EmptyAsync();

    [TestCase(0, null, 0, 1000)]
    [TestCase(0, 10L, 0, 10)]
    [TestCase(990, 10L, 990, 10)]
    [TestCase(990, 100L, 990, 10)]
    [TestCase(500, null, 500, 500)]
    public async Task A_range_is_read_with_what_is_known_of_the_whole(
        long offset,
        long? length,
        int from,
        int count
    )
    {
        var content = PatternStream.Of(1000, seed: 1);
        await _client.WriteAsync("a", content, None);
        await using var read = (
            await _client.ReadAsync("a", new ByteRange(offset, length), null, None)
        ).ShouldNotBeNull();
        read.ObjectLength.ShouldBe(1000);
        read.Crc32C.ShouldBe(Crc32CHash.HexOf(content));
        read.Md5.ShouldBe(Md5Of(content));
        (await BytesAsync(read)).ShouldBe(content.AsSpan(from, count).ToArray());
    }

    [Test]
    public async Task Any_beginning_of_an_empty_object_is_empty()
    {
        await _client.WriteAsync("empty", ReadOnlyMemory<byte>.Empty, None);
        await using var read = (
            await _client.ReadAsync("empty", new ByteRange(0, 100), null, None)
        ).ShouldNotBeNull();
        read.ObjectLength.ShouldBe(0);
        (await BytesAsync(read)).ShouldBeEmpty();
    }

    [Test]
    public async Task Another_version_than_expected_is_corrupt()
    {
        await _client.WriteAsync("a", "one"u8.ToArray(), None);
        string version;
        await using (var read = await _client.ReadAsync("a", ByteRange.All, null, None))
        {
            version = read.ShouldNotBeNull().Version;
        }
        await using (var same = await _client.ReadAsync("a", new ByteRange(1, 1), version, None))
        {
            same.ShouldNotBeNull().Version.ShouldBe(version);
        }
        await _client.WriteAsync("a", "two"u8.ToArray(), None);
        (
            await Should.ThrowAsync<StoreException>(() =>
                _client.ReadAsync("a", new ByteRange(1, 1), version, None)
            )
        ).Error.ShouldBe(StoreError.Corrupt);
        (
            await Should.ThrowAsync<StoreException>(() =>
                _client.ReadAsync("a", new ByteRange(3, null), version, None)
            )
        ).Error.ShouldBe(StoreError.Corrupt);
    }

    [Test]
    public async Task A_listing_tells_the_version_that_a_read_tells()
    {
        await _client.WriteAsync("a", "one"u8.ToArray(), None);
        var listed = (await _client.ListAsync("", null, None)).Objects.ShouldHaveSingleItem();
        await using var read = await _client.ReadAsync("a", ByteRange.All, listed.Version, None);
        read.ShouldNotBeNull();
    }

    [Test]
    public async Task A_bucket_without_a_prefix_holds_all_its_objects()
    {
        var server = _bucket.Server;
        using var whole = S3Client.Open(
            _bucket.Uri,
            new BasicAWSCredentials(server.AccessKey, server.SecretKey)
        );
        await whole.WriteAsync("p/a", "x"u8.ToArray(), None);
        await whole.WriteAsync("pq", "x"u8.ToArray(), None);
        await _bucket.Client.PutObjectAsync(
            new PutObjectRequest { BucketName = _bucket.Name, Key = "p/" }
        );
        Keys(await whole.ListAsync("", null, None)).ShouldBe(["p/", "p/a", "pq"]);
        Keys(await _client.ListAsync("", null, None)).ShouldBe(["a"]);
        (
            await Should.ThrowAsync<StoreException>(() =>
                whole.WriteAsync("/a", "x"u8.ToArray(), None)
            )
        ).Error.ShouldBe(StoreError.InvalidKey);
    }

    [Test]
    public async Task A_body_that_is_not_its_MD5_is_refused_though_it_is_not_signed()
    {
        using var connection = S3Connection.Open(
            S3Settings.Of(S3Uri.Parse(_bucket.Uri), S3Environment.OfThisProcess),
            new BasicAWSCredentials(_bucket.Server.AccessKey, _bucket.Server.SecretKey)
        );
        using var content = new MemoryStream("sent"u8.ToArray());
        var refused = await Should.ThrowAsync<AmazonS3Exception>(() =>
            connection.PutObjectAsync(
                new PutObjectRequest
                {
                    BucketName = _bucket.Name,
                    Key = "a",
                    InputStream = content,
                    MD5Digest = S3Client.Md5Of("meant"u8.ToArray()),
                    UseChunkEncoding = false,
                },
                None
            )
        );
        refused.ErrorCode.ShouldBe("BadDigest");
        (await _client.ListAsync("", null, None)).Objects.ShouldBeEmpty();
    }

    [Test]
    public async Task Parts_become_an_object_when_they_are_complete()
    {
        var content = PatternStream.Of((5 << 20) + 10, seed: 2);
        var crc = Crc32CHash.HexOf(content);
        var session = await _client.BeginUploadAsync("large", crc, None);
        session.MaxParallel.ShouldBe(8);
        // In any order, and one of them twice.
        await session.PutPartAsync(2, 5 << 20, content.AsMemory(5 << 20), isLast: true, None);
        await session.PutPartAsync(1, 0, new byte[5 << 20], isLast: false, None);
        await session.PutPartAsync(1, 0, content.AsMemory(0, 5 << 20), isLast: false, None);
        (await _client.ReadAsync("large", ByteRange.All, null, None)).ShouldBeNull();
        await session.CompleteAsync(None);
        await using (var read = await _client.ReadAsync("large", ByteRange.All, null, None))
        {
            read.ShouldNotBeNull().Crc32C.ShouldBe(crc);
            read.Md5.ShouldBeNull();
            (await BytesAsync(read)).ShouldBe(content);
        }
        // The reply was lost: again, and giving up after that, changes nothing.
        await session.CompleteAsync(None);
        await session.AbortAsync(None);
        await using var still = await _client.ReadAsync("large", ByteRange.All, null, None);
        still.ShouldNotBeNull();
    }

    [Test]
    public async Task Parts_that_were_given_up_make_no_object()
    {
        var session = await _client.BeginUploadAsync("large", null, None);
        await session.PutPartAsync(1, 0, new byte[100], isLast: true, None);
        await session.AbortAsync(None);
        await session.AbortAsync(None);
        await Should.ThrowAsync<StoreException>(() => session.CompleteAsync(None));
        (await _client.ReadAsync("large", ByteRange.All, null, None)).ShouldBeNull();
    }

    [Test]
    public async Task A_part_of_an_upload_that_the_server_ended_says_so()
    {
        var session = await _client.BeginUploadAsync("large", null, None);
        await session.AbortAsync(None);
        var lost = await Should.ThrowAsync<StoreException>(() =>
            session.PutPartAsync(1, 0, new byte[100], isLast: true, None)
        );
        lost.IsLostUpload.ShouldBeTrue();
        lost.Message.ShouldContain("it is not there any more");
    }

    [Test]
    public async Task The_server_tells_its_time()
    {
        var before = TimeProvider.System.GetUtcNow();
        var time = await _client.ServerTimeAsync(None);
        var after = TimeProvider.System.GetUtcNow();
        // Whole seconds, of this same machine's clock.
        time.ShouldBeInRange(before.AddSeconds(-1), after.AddSeconds(1));
    }

    private static List<string> Keys(ListPage page) => [.. page.Objects.Select(it => it.Key)];

    private static async Task<byte[]> BytesAsync(ObjectRead read)
    {
        using var content = new MemoryStream();
        await read.Content.CopyToAsync(content, None);
        return content.ToArray();
    }

    private static string Md5Of(byte[] content) =>
        Convert.ToHexStringLower(Convert.FromBase64String(S3Client.Md5Of(content)));
}
