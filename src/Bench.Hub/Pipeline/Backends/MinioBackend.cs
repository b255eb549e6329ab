using System.Security.Cryptography;
using Bench.Host.Processes;
using Bench.Hub.Driving;

namespace Bench.Hub.Pipeline.Backends;

/// <summary>
/// A MinIO server on loopback that a stage starts for itself, with keys of its own, which are in its environment alone.
/// It ends with the stage, also when that is killed.
/// </summary>
public sealed class MinioBackend(
    string dataFolder,
    string bucket,
    IProcessRunner processes,
    TimeProvider time
) : IBackend
{
    public const string KindName = "minio";

    private const string Program = "minio";

    /// <summary>Of the variables by which MinIO is configured: they would choose folders, keys and addresses.</summary>
    private const string Prefix = "MINIO_";

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan StopGrace = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);

    public string Kind => KindName;

    public string? DataFolder { get; } = Path.GetFullPath(dataFolder);

    public void Check()
    {
        if (ProgramPath.Find(Program) is null)
        {
            throw new BackendException(
                $"--backend minio needs the program '{Program}' on the PATH, and none is there; install it, or use --backend file or s3"
            );
        }
        MinioRoot.Check(DataFolder!, bucket);
    }

    public async Task<IRunningBackend> StartAsync(string logFolder, CancellationToken cancel)
    {
        Check();
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
            await UntilReadyAsync(running, port, log, cancel);
            return running;
        }
        catch
        {
            await running.DisposeAsync();
            throw;
        }
    }

    private IRunningProcess Start(int port, string user, string secret, string log) =>
        processes.Start(
            new ProcessSpec(
                Program,
                [
                    "server",
                    DataFolder!,
                    "--address",
                    $"127.0.0.1:{port}",
                    // Those of the user's home would make it speak TLS.
                    "--certs-dir",
                    Path.Combine(Path.GetDirectoryName(log)!, "minio-certs"),
                    // Its greeting names the keys.
                    "--quiet",
                    "--anonymous",
                ]
            )
            {
                Environment = Environment
                    .GetEnvironmentVariables()
                    .Keys.Cast<string>()
                    .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
                    .Select(name => KeyValuePair.Create(name, (string?)null))
                    .Append(new("MINIO_ROOT_USER", user))
                    .Append(new("MINIO_ROOT_PASSWORD", secret))
                    // The console would listen on every address of this machine.
                    .Append(new("MINIO_BROWSER", "off"))
                    .GroupBy(pair => pair.Key, StringComparer.Ordinal)
                    .ToDictionary(
                        pairs => pairs.Key,
                        pairs => pairs.Last().Value,
                        StringComparer.Ordinal
                    ),
                StdoutPath = log,
                StderrPath = log,
                // It may take no notice of SIGTERM, and nobody is left then to insist.
                ParentDeathSignal = ProcessSignal.Kill,
            }
        );

    private async Task UntilReadyAsync(
        Running running,
        int port,
        string log,
        CancellationToken cancel
    )
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false })
        {
            Timeout = AnswerLimit,
        };
        // Unlike "live", which holds for the process alone, "cluster" is of a server that takes writes.
        var ready = new Uri($"http://127.0.0.1:{port}/minio/health/cluster");
        var begin = time.GetTimestamp();
        while (!await AnswersAsync(http, ready, cancel))
        {
            if (running.Process.Completion is { IsCompletedSuccessfully: true, Result: var exit })
            {
                throw new BackendException($"minio ended at once: {exit.Describe()}{Tail(log)}");
            }
            if (time.GetElapsedTime(begin) > StartLimit)
            {
                throw new BackendException(
                    $"minio does not answer GET {ready} within {StartLimit.TotalSeconds:0} s{Tail(log)}"
                );
            }
            await Task.Delay(Poll, time, cancel);
        }
    }

    private static async Task<bool> AnswersAsync(
        HttpClient http,
        Uri address,
        CancellationToken cancel
    )
    {
        try
        {
            using var answer = await http.GetAsync(address, cancel);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            // It does not listen yet.
            return false;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            // It listens, and says nothing.
            return false;
        }
    }

    private static string Tail(string log) =>
        OutputTail.Read(log, 2000).Trim() is { Length: > 0 } tail
            ? $"; its last words:\n{tail}"
            : "";

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

        public async ValueTask DisposeAsync() => await process.StopAsync(StopGrace);
    }
}
