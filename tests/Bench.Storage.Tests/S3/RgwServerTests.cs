using Amazon.S3.Model;
using Bench.Testing.S3;

namespace Bench.Storage.Tests.S3;

public sealed class RgwServerTests
{
    [Test]
    public async Task A_test_bucket_is_there_until_it_is_disposed_of()
    {
        var server = RgwServer.FromEnvironment();
        using var client = server.NewClient();
        string name;
        await using (var bucket = await server.NewBucketAsync())
        {
            name = bucket.Name;
            foreach (var key in (string[])["a", "b/c d", "ü+%41"])
            {
                await client.PutObjectAsync(
                    new PutObjectRequest
                    {
                        BucketName = name,
                        Key = key,
                        ContentBody = "x",
                    }
                );
            }
            await client.InitiateMultipartUploadAsync(name, "unfinished");
            (await NamesAsync(client)).ShouldContain(name);
        }
        (await NamesAsync(client)).ShouldNotContain(name);
    }

    private static async Task<List<string>> NamesAsync(Amazon.S3.AmazonS3Client client) =>
        [.. ((await client.ListBucketsAsync()).Buckets ?? []).Select(bucket => bucket.BucketName)];
}
