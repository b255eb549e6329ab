using System.Diagnostics;

namespace Bench.Benchmarks.Harness;

/// <summary>Runs programs to their end.</summary>
internal static class Shell
{
    /// <exception cref="InvalidOperationException">It did not exit with 0.</exception>
    public static async Task RunAsync(string program, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException(
                $"{program} ended with {process.ExitCode}: {await output} {await errors}"
            );
        }
    }

    /// <summary>A small script; its text is ours alone, no input is put into it.</summary>
    public static Task ScriptAsync(string script) =>
        RunAsync("bash", "-euo", "pipefail", "-c", script);
}
