using Bench.Testing.S3;

namespace Bench.Benchmarks.Harness;

/// <summary>
/// The tools that people move objects with today, set to the parallelism and part size of Bench's stores. Credentials
/// are in the environment.
/// </summary>
internal sealed class S3Peers
{
    /// <summary>As Bench's S3 store has it.</summary>
    public const int Parallel = 8;
    public const int PartMebibytes = 8;
    private const int InFlight = 32;

    private readonly RgwServer _server;

    public S3Peers(RgwServer server, Workspace workspace)
    {
        _server = server;
        var config = workspace.File("aws-config");
        File.WriteAllText(
            config,
            $"""
            [default]
            region = {server.Region}
            s3 =
              max_concurrent_requests = {Parallel}
              multipart_chunksize = {PartMebibytes}MB
              multipart_threshold = {PartMebibytes}MB
              addressing_style = path

            """
        );
        Environment.SetEnvironmentVariable("AWS_CONFIG_FILE", config);
        Environment.SetEnvironmentVariable("AWS_CA_BUNDLE", null);
        Environment.SetEnvironmentVariable("RCLONE_CONFIG", workspace.File("rclone.conf"));
        File.WriteAllText(
            workspace.File("rclone.conf"),
            $"""
            [rgw]
            type = s3
            provider = Ceph
            env_auth = true
            endpoint = {server.Endpoint}
            region = {server.Region}
            force_path_style = true
            no_check_bucket = true

            """
        );
    }

    public Task RcloneAsync(string file, RgwBucket bucket, string key) =>
        Shell.RunAsync(
            "rclone",
            ["copyto", .. Large, "--ignore-times", file, $"rgw:{bucket.Name}/{key}"]
        );

    public Task RcloneBackAsync(RgwBucket bucket, string key, string file) =>
        Shell.RunAsync(
            "rclone",
            ["copyto", .. Large, "--ignore-times", $"rgw:{bucket.Name}/{key}", file]
        );

    public Task RcloneManyAsync(string folder, RgwBucket bucket, string prefix) =>
        Shell.RunAsync("rclone", ["copy", .. Many, folder, $"rgw:{bucket.Name}/{prefix}"]);

    public Task RcloneManyBackAsync(RgwBucket bucket, string prefix, string folder) =>
        Shell.RunAsync("rclone", ["copy", .. Many, $"rgw:{bucket.Name}/{prefix}", folder]);

    public Task AwsPutAsync(string file, RgwBucket bucket, string key) =>
        Shell.RunAsync("aws", [.. Aws, file, $"s3://{bucket.Name}/{key}"]);

    public Task AwsGetAsync(RgwBucket bucket, string key, string file) =>
        Shell.RunAsync("aws", [.. Aws, $"s3://{bucket.Name}/{key}", file]);

    /// <summary>A tree of large files: as many of them, and parts of each, at once as by default.</summary>
    public Task RcloneTreeAsync(string from, string to) =>
        Shell.RunAsync("rclone", ["copy", .. Large, "--ignore-times", from, to]);

    /// <summary>With as many objects in flight as the others have.</summary>
    public async Task AwsSyncAsync(string from, string to)
    {
        var config = Environment.GetEnvironmentVariable("AWS_CONFIG_FILE")!;
        var many = config + "-many";
        await File.WriteAllTextAsync(
            many,
            (await File.ReadAllTextAsync(config)).Replace(
                $"max_concurrent_requests = {Parallel}",
                $"max_concurrent_requests = {InFlight}",
                StringComparison.Ordinal
            )
        );
        await Shell.RunAsync(
            "env",
            $"AWS_CONFIG_FILE={many}",
            "aws",
            "--endpoint-url",
            _server.Endpoint,
            "s3",
            "sync",
            "--only-show-errors",
            from,
            to
        );
    }

    private static IReadOnlyList<string> Large =>
        [
            $"--s3-upload-concurrency={Parallel}",
            $"--s3-chunk-size={PartMebibytes}Mi",
            $"--multi-thread-streams={Parallel}",
            "--multi-thread-cutoff=64Mi",
        ];

    private static IReadOnlyList<string> Many =>
        // Without asking for each object once more what was stored: Bench leaves that out too.
        [$"--transfers={InFlight}", $"--checkers={InFlight}", "--fast-list", "--s3-no-head"];

    private IReadOnlyList<string> Aws =>
        ["--endpoint-url", _server.Endpoint, "s3", "cp", "--only-show-errors"];
}
