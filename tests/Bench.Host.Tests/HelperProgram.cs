using System.Globalization;
using Bench.Host.Processes;

namespace Bench.Host.Tests;

/// <summary>
/// What this assembly does when it is run as a program: starts a child as Bench does, says its pid, and waits to
/// be killed.
/// </summary>
internal static class HelperProgram
{
    /// <summary>How tests start it.</summary>
    public static ProcessSpec Spec(string pidFile, bool detached, params string[] command) =>
        new(
            "dotnet",
            [
                "exec",
                typeof(HelperProgram).Assembly.Location,
                pidFile,
                detached ? "detached" : "attached",
                .. command,
            ]
        );

    public static async Task<int> Main(string[] args)
    {
        if (args.Length < 3)
            return 2;
        var spec = new ProcessSpec(args[2], args[3..])
        {
            Detached = string.Equals(args[1], "detached", StringComparison.Ordinal),
        };
        // Started from a pool thread, which ends long before this program does.
        var child = await Task.Run(() => new ProcessRunner().Start(spec));
        var pid = child.Pid.ToString(CultureInfo.InvariantCulture);
        await File.WriteAllTextAsync(args[0] + ".part", pid);
        File.Move(args[0] + ".part", args[0]);
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System);
        return 0;
    }
}
