using System.Diagnostics;
using System.Text.Json;

namespace Bench.Benchmarks.FleetScale;

/// <summary>The coordinator's process, as the benchmark holds it.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private readonly Process _process;

    private ServerProcess(Process process, Uri address) => (_process, Address) = (process, address);

    public Uri Address { get; }

    public static async Task<ServerProcess> StartAsync(string storeUri, string keyFile)
    {
        var start = new ProcessStartInfo(
            "dotnet",
            [typeof(ServerProcess).Assembly.Location, ScaleServer.Verb, storeUri, keyFile]
        )
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        var process = Process.Start(start)!;
        var address =
            await process.StandardOutput.ReadLineAsync()
            ?? throw new InvalidOperationException("The coordinator's process did not start.");
        return new ServerProcess(process, new Uri(address));
    }

    public Task<ServerFigures> LookAsync() => AskAsync(ScaleServer.Figures);

    /// <summary>After a full collection.</summary>
    public Task<ServerFigures> CollectAsync() => AskAsync(ScaleServer.Collect);

    /// <summary>The end of its input is its end.</summary>
    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill();
        }
        _process.Dispose();
    }

    private async Task<ServerFigures> AskAsync(string command)
    {
        await _process.StandardInput.WriteLineAsync(command);
        await _process.StandardInput.FlushAsync();
        var line =
            await _process.StandardOutput.ReadLineAsync()
            ?? throw new InvalidOperationException("The coordinator's process has ended.");
        return JsonSerializer.Deserialize(line, FleetScaleJson.Default.ServerFigures)!;
    }
}
