using Amazon.S3;
using Amazon.S3.Model;
using Bench.Testing.S3;

namespace Bench.Mounts.Tests;

/// <summary>A kind that mounts S3, on a folder of a bucket of the real server.</summary>
internal abstract class RgwKindContract : FuseKindContract
{
    private const string Prefix = "a folder/of ours";
    private RgwBucket _bucket = null!;

    protected RgwBucket Bucket => _bucket;

    [OneTimeSetUp]
    public async Task MakeBucketAsync() =>
        _bucket = await RgwServer.FromEnvironment().UseInThisProcess().NewBucketAsync();

    [OneTimeTearDown]
    public async Task DeleteBucketAsync() => await _bucket.DisposeAsync();

    protected override async Task<string> GoodSourceAsync()
    {
        await _bucket.Client.PutObjectAsync(
            new PutObjectRequest
            {
                BucketName = _bucket.Name,
                Key = $"{Prefix}/there.txt",
                ContentBody = "hello",
            }
        );
        return _bucket.UriOf(Prefix);
    }

    protected override Task<string> BadSourceAsync() =>
        Task.FromResult(
            _bucket.Uri.Replace(_bucket.Name, "no-such-bucket", StringComparison.Ordinal)
        );

    protected override async Task<string?> StoredAsync(string name)
    {
        try
        {
            using var reply = await _bucket.Client.GetObjectAsync(_bucket.Name, $"{Prefix}/{name}");
            using var reader = new StreamReader(reply.ResponseStream);
            return await reader.ReadToEndAsync();
        }
        catch (AmazonS3Exception e) when (e.StatusCode == System.Net.HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    [Test]
    public async Task Wrong_credentials_are_told_and_leave_nothing()
    {
        var before = Mounts();
        var request = Request(await GoodSourceAsync());
        var wrong = request with
        {
            // Another setting, so that nothing is known of it yet.
            Source = $"{request.Source}&path_style=true",
            Environment = new Dictionary<string, string?>(request.Environment)
            {
                ["AWS_SECRET_ACCESS_KEY"] = "not-the-right-key",
            },
        };
        var error = await Should.ThrowAsync<MountException>(() =>
            MountAsync(wrong, CancellationToken.None)
        );
        error.Message.ShouldContain(_bucket.Name);
        error.Message.ShouldNotContain("not-the-right-key");
        Mounts().ShouldBe(before);
    }
}
