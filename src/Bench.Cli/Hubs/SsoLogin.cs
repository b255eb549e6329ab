using Bench.Host.Processes;

namespace Bench.Cli.Hubs;

/// <summary>A login that was needed did not succeed; the message says why and the remedy.</summary>
internal sealed class LoginException(string message) : Exception(message);

/// <summary>Renews an expired single sign-on by the program that does it for people.</summary>
internal static class SsoLogin
{
    /// <summary>Long enough for somebody to find the browser window.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    /// <exception cref="LoginException">It did not succeed.</exception>
    public static async Task RunAsync(
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
            var (exit, end) = await process.RunToEndAsync(
                Limit,
                TimeSpan.FromSeconds(5),
                time,
                cancel
            );
            cancel.ThrowIfCancellationRequested();
            if (end == RunEnd.TimedOut)
            {
                throw Failed(profile, $"nobody logged in within {Limit.TotalMinutes:0} minutes");
            }
            if (!exit.Succeeded)
            {
                throw Failed(profile, exit.Describe());
            }
        }
        catch (ProgramNotFoundException)
        {
            throw Failed(profile, "there is no program 'aws' on the PATH");
        }
    }

    private static LoginException Failed(string profile, string reason) =>
        new(
            $"the single sign-on of profile '{profile}' has expired, and 'aws sso login --profile {profile}' failed: {reason}; log in yourself, or use a profile with other credentials"
        );
}
