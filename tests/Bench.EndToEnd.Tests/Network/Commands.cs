using System.Diagnostics;

namespace Bench.EndToEnd.Tests.Network;

/// <summary>Programs that set the network up. They say nothing while it goes well.</summary>
internal static class Commands
{
    /// <summary>Runs a program to its end, with this on its standard input.</summary>
    public static async Task<string> RunAsync(
        string program,
        IReadOnlyList<string> arguments,
        string input = ""
    )
    {
        var (code, output, errors) = await TryAsync(program, arguments, input);
        return code == 0
            ? output
            : throw new InvalidOperationException(
                $"{program} {string.Join(' ', arguments)} ended with {code}: {errors}{input}"
            );
    }

    public static async Task<(int Code, string Output, string Errors)> TryAsync(
        string program,
        IReadOnlyList<string> arguments,
        string input = ""
    )
    {
        using var process = Process.Start(
            new ProcessStartInfo(program, arguments)
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
            }
        )!;
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var said = await Task.WhenAll(
            process.StandardOutput.ReadToEndAsync(),
            process.StandardError.ReadToEndAsync()
        );
        await process.WaitForExitAsync();
        return (process.ExitCode, said[0], said[1]);
    }
}
