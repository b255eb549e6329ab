using System.Text;
using Bench.EndToEnd.Tests.Harness;

namespace Bench.EndToEnd.Tests.Buckets;

/// <summary>Command lines of all processes of a sandbox, read again and again while something runs.</summary>
internal sealed class CommandLines(Sandbox sandbox)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);

    public string All => string.Join('\n', _seen);

    /// <summary>Waits for the end of a program, looking all the while.</summary>
    public async Task<Ended> WatchAsync(BenchProcess run)
    {
        var end = run.EndAsync();
        while (!end.IsCompleted)
        {
            foreach (var process in sandbox.Processes)
            {
                _seen.Add(string.Join(' ', process.Arguments));
            }
            await Task.WhenAny(end, Task.Delay(Interval));
        }
        return await end;
    }
}

/// <summary>Searches the bytes of files for a text.</summary>
internal static class Grep
{
    /// <summary>Files below a folder, links not followed, that hold the text.</summary>
    public static IReadOnlyList<string> FilesWith(string folder, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var options = new EnumerationOptions
        {
            RecurseSubdirectories = true,
            AttributesToSkip = FileAttributes.ReparsePoint,
        };
        return
        [
            .. Directory
                .EnumerateFiles(folder, "*", options)
                .Where(path => File.ReadAllBytes(path).AsSpan().IndexOf(bytes) >= 0),
        ];
    }
}
