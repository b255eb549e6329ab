using Bench.Host.Processes;

namespace Bench.Cli.Hubs;

/// <summary>Renews an expired single sign-on by the program that does it for people.</summary>
internal static class SsoLogin
{
    /// <summary>Long enough for somebody to find the browser window.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    /// <returns>Whether it succeeded.</returns>
    public static async Task<bool> RunAsync(
        string profile,
        IProcessRunner processes,
        TimeProvider time,
        CancellationToken cancel
    )
    {
        try
        {
            var process = processes.Start(
                new ProcessSpec("aws", ["sso", "login", "--profile", profile])
                {
                    // Its address and code are for the user to see.
                    StdoutPath = "/dev/stderr",
                    StderrPath = "/dev/stderr",
                }
            );
            var (exit, _) = await process.RunToEndAsync(
                Limit,
                TimeSpan.FromSeconds(5),
                time,
                cancel
            );
            cancel.ThrowIfCancellationRequested();
            return exit.Succeeded;
        }
        catch (ProgramNotFoundException)
        {
            return false;
        }
    }
}
