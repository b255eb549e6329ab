using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Bench.Storage.Tests.Probing.S3rver;

/// <summary>npm's s3rver on a free port of the loopback, with a bucket <c>bench</c>. Installed once, as its lock file says.</summary>
internal sealed partial class S3rverProcess : IDisposable
{
    private static readonly TimeSpan InstallLimit = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(1);

    private readonly Process _process;
    private readonly string _data;

    private S3rverProcess(Process process, string data, string endpoint) =>
        (_process, _data, Endpoint) = (process, data, endpoint);

    public string Endpoint { get; }

    private static string Folder =>
        Path.Combine(TestContext.CurrentContext.TestDirectory, "Probing", "S3rver");

    public static async Task<S3rverProcess> StartAsync()
    {
        await InstallAsync();
        var data = Directory.CreateTempSubdirectory("bench-s3rver-").FullName;
        var process = Start(
            "node",
            "node_modules/.bin/s3rver",
            "--directory",
            data,
            "--address",
            "127.0.0.1",
            "--port",
            "0",
            "--silent",
            "--configure-bucket",
            "bench"
        );
        using var limit = new CancellationTokenSource(StartLimit);
        try
        {
            while (await process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
            {
                if (Listening().Match(line) is { Success: true } match)
                {
                    return new S3rverProcess(
                        process,
                        data,
                        $"http://127.0.0.1:{match.Groups["port"].Value}"
                    );
                }
            }
            throw new InvalidOperationException(
                $"s3rver did not start: {await process.StandardError.ReadToEndAsync(limit.Token)}"
            );
        }
        catch
        {
            End(process, data);
            throw;
        }
    }

    public void Dispose() => End(_process, _data);

    private static void End(Process process, string data)
    {
        process.Kill();
        process.WaitForExit();
        process.Dispose();
        Directory.Delete(data, recursive: true);
    }

    private static async Task InstallAsync()
    {
        var stamp = Path.Combine(Folder, "node_modules", ".installed");
        if (
            File.Exists(stamp)
            && File.GetLastWriteTimeUtc(stamp)
                >= File.GetLastWriteTimeUtc(Path.Combine(Folder, "package-lock.json"))
        )
        {
            return;
        }
        using var npm = Start("npm", "ci", "--ignore-scripts", "--loglevel=error");
        using var limit = new CancellationTokenSource(InstallLimit);
        var said = Task.WhenAll(
            npm.StandardOutput.ReadToEndAsync(limit.Token),
            npm.StandardError.ReadToEndAsync(limit.Token)
        );
        await npm.WaitForExitAsync(limit.Token);
        npm.ExitCode.ShouldBe(0, string.Concat(await said));
        await File.WriteAllTextAsync(stamp, "", limit.Token);
    }

    private static Process Start(string program, params string[] arguments) =>
        Process.Start(
            new ProcessStartInfo(program, arguments)
            {
                UseShellExecute = false,
                WorkingDirectory = Folder,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;

    [GeneratedRegex(
        @"listening on 127\.0\.0\.1:(?<port>[0-9]+)",
        RegexOptions.None,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Listening();
}
