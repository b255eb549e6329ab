using System.Security.Cryptography;
using Bench.Host.Processes;
using Bench.Hub.Driving;

namespace Bench.Hub.Pipeline.Backends;

/// <summary>A MinIO server on loopback that a stage starts for itself, with keys of its own.</summary>
public sealed class MinioBackend(
    string dataFolder,
    string bucket,
    IProcessRunner processes,
    TimeProvider time
) : IBackend
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);

    public string Kind => "minio";

    public string? DataFolder { get; } = Path.GetFullPath(dataFolder);

    public async Task<IRunningBackend> StartAsync(string logFolder, CancellationToken cancel)
    {
        // A folder below the root is a bucket to MinIO's single-drive mode.
        Directory.CreateDirectory(Path.Combine(DataFolder!, bucket));
        var port = LoopbackPorts.Free();
        var (user, secret) = (
            Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)),
            Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(20))
        );
        var log = Path.Combine(logFolder, "minio.log");
        var running = new Running(Start(port, user, secret, log), port, bucket, user, secret);
        try
        {
            await UntilLiveAsync(running, port, log, cancel);
            return running;
        }
        catch
        {
            await running.DisposeAsync();
            throw;
        }
    }

    private IRunningProcess Start(int port, string user, string secret, string log)
    {
        try
        {
            return processes.Start(
                new ProcessSpec(
                    "minio",
                    ["server", DataFolder!, "--address", $"127.0.0.1:{port}", "--quiet"]
                )
                {
                    Environment = new Dictionary<string, string?>(StringComparer.Ordinal)
                    {
                        ["MINIO_ROOT_USER"] = user,
                        ["MINIO_ROOT_PASSWORD"] = secret,
                    },
                    StdoutPath = log,
                    StderrPath = log,
                }
            );
        }
        catch (ProgramNotFoundException e)
        {
            throw new PipelineInputException(
                $"--backend minio needs the program 'minio' on the PATH ({e.Message}); install it, or use --backend file or s3"
            );
        }
    }

    private async Task UntilLiveAsync(
        Running running,
        int port,
        string log,
        CancellationToken cancel
    )
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        var begin = time.GetTimestamp();
        while (true)
        {
            if (running.Process.Completion.IsCompleted || time.GetElapsedTime(begin) > StartLimit)
            {
                throw new PipelineInputException(
                    $"minio does not come up on port {port}; its last words:\n{OutputTail.Read(log, 2000).Trim()}"
                );
            }
            try
            {
                using var answer = await http.GetAsync(
                    new Uri($"http://127.0.0.1:{port}/minio/health/live"),
                    cancel
                );
                if (answer.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // It does not listen yet.
            }
            await Task.Delay(Poll, time, cancel);
        }
    }

    private sealed class Running(
        IRunningProcess process,
        int port,
        string bucket,
        string user,
        string secret
    ) : IRunningBackend
    {
        public IRunningProcess Process => process;

        public string TargetSpec =>
            $"s3://{bucket}?endpoint={Uri.EscapeDataString($"http://127.0.0.1:{port}")}&region=us-east-1";

        public IReadOnlyDictionary<string, string?> HubEnvironment { get; } =
            new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["AWS_ACCESS_KEY_ID"] = user,
                ["AWS_SECRET_ACCESS_KEY"] = secret,
                ["AWS_SESSION_TOKEN"] = null,
                ["AWS_PROFILE"] = null,
            };

        public async ValueTask DisposeAsync() => await process.StopAsync(TimeSpan.FromSeconds(10));
    }
}
