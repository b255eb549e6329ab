using System.Collections.Immutable;
using System.Diagnostics;
using Amazon.Runtime;
using Amazon.S3;

namespace Bench.Testing.S3;

/// <summary>The S3 server that the scripts start for tests: Ceph's RGW on loopback.</summary>
public sealed class RgwServer
{
    private const string Prefix = "BENCH_TEST_S3_";

    private RgwServer(string endpoint, string accessKey, string secretKey) =>
        (Endpoint, AccessKey, SecretKey) = (endpoint, accessKey, secretKey);

    /// <summary>Such as <c>http://127.0.0.1:21000</c>.</summary>
    public string Endpoint { get; }

    public string AccessKey { get; }

    public string SecretKey { get; }

    public string Region => "us-east-1";

    /// <summary>What a child process needs in its environment to be let in.</summary>
    public ImmutableDictionary<string, string> ClientEnvironment =>
        ImmutableDictionary
            .Create<string, string>(StringComparer.Ordinal)
            .Add("AWS_ACCESS_KEY_ID", AccessKey)
            .Add("AWS_SECRET_ACCESS_KEY", SecretKey)
            .Add("AWS_EC2_METADATA_DISABLED", "true");

    /// <summary>The server that the environment names.</summary>
    /// <exception cref="InvalidOperationException">It names none.</exception>
    public static RgwServer FromEnvironment() =>
        new(Required("ENDPOINT"), Required("ACCESS_KEY"), Required("SECRET_KEY"));

    /// <summary>
    /// Puts <see cref="ClientEnvironment"/> into this process's own environment, so that stores opened by their URI alone
    /// are let in, here and in children.
    /// </summary>
    public RgwServer UseInThisProcess()
    {
        foreach (var (name, value) in ClientEnvironment)
        {
            Environment.SetEnvironmentVariable(name, value);
        }
        return this;
    }

    /// <summary>A bucket of a name that no other has; disposing deletes it with all that is in it.</summary>
    public async Task<RgwBucket> NewBucketAsync()
    {
        var client = NewClient();
        var name = $"bench-{Guid.NewGuid():N}";
        await client.PutBucketAsync(name);
        return new RgwBucket(this, name, client);
    }

    /// <summary>A plain client of the server, for looking at it from outside.</summary>
    public AmazonS3Client NewClient() =>
        new(
            new BasicAWSCredentials(AccessKey, SecretKey),
            new AmazonS3Config
            {
                ServiceURL = Endpoint,
                AuthenticationRegion = Region,
                ForcePathStyle = true,
                RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
                ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
            }
        );

    /// <summary>Gives the room of deleted and replaced objects back at once; by itself the server does so late.</summary>
    public async Task FreeDeletedAsync()
    {
        var start = new ProcessStartInfo(
            "radosgw-admin",
            ["-c", Required("CONF"), "-n", "client.rgw", "gc", "process", "--include-all"]
        )
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        using var admin =
            Process.Start(start)
            ?? throw new InvalidOperationException("radosgw-admin was not started");
        var said = await Task.WhenAll(
            admin.StandardOutput.ReadToEndAsync(),
            admin.StandardError.ReadToEndAsync()
        );
        await admin.WaitForExitAsync();
        if (admin.ExitCode != 0)
        {
            throw new InvalidOperationException(
                $"radosgw-admin gc process ended with {admin.ExitCode}: {said[1]}"
            );
        }
    }

    private static string Required(string name) =>
        Environment.GetEnvironmentVariable(Prefix + name) is { Length: > 0 } value
            ? value
            : throw new InvalidOperationException(
                $"{Prefix}{name} is not set: run these tests by 'scripts/test PROJECT', or by "
                    + "'scripts/with-servers dotnet test …', which start the S3 server that they need"
            );
}
