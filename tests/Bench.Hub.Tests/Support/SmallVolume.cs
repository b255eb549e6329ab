using System.Diagnostics;

namespace Bench.Hub.Tests.Support;

/// <summary>A volume in memory that is soon full.</summary>
internal sealed class SmallVolume : IAsyncDisposable
{
    private SmallVolume(string path) => Path = path;

    public string Path { get; }

    public static async Task<SmallVolume> MountAsync(string path, string size)
    {
        Directory.CreateDirectory(path);
        await RunAsync("mount", "-t", "tmpfs", "-o", $"size={size}", "tmpfs", path);
        return new SmallVolume(path);
    }

    public async ValueTask DisposeAsync() => await RunAsync("umount", Path);

    private static async Task RunAsync(params IEnumerable<string> command)
    {
        // As root, or as whom may become it, as the scripts install packages.
        IEnumerable<string> all = Environment.IsPrivilegedProcess
            ? command
            : ["sudo", "-n", .. command];
        using var process = Process.Start(new ProcessStartInfo(all.First(), all.Skip(1)))!;
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0);
    }
}
