using Bench.Host.Processes;

namespace Bench.Cli.Tests.Verbs;

/// <summary>A run whose gcsfuse cannot be had: exit code 3, what is needed is told, and nothing is written.</summary>
[NonParallelizable]
internal sealed class RunVerbToolTests
{
    [TestCase("installed", "needs gcsfuse on the PATH, where there is none")]
    [TestCase("path:/no/such/gcsfuse", "/no/such/gcsfuse of the commit column is no program")]
    // A closed port stands for a network that is not there.
    [TestCase("v2.5.0", "it needs the network")]
    [TestCase("master", "cannot be read")]
    [TestCase("0123456789abcdef0123456789abcdef01234567", "also missing on the PATH: go")]
    public async Task A_missing_gcsfuse_ends_in_exit_code_3(string commit, string told)
    {
        using var files = new InputFiles();
        var outcome = await RunAsync(files, commit);
        outcome.Code.ShouldBe(3, outcome.Errors);
        outcome.Errors.ShouldContain(told);
        outcome.Errors.ShouldStartWith("bench: ");
        Directory.Exists(files.Artifacts).ShouldBeFalse();
    }

    private static async Task<CommandLine.Outcome> RunAsync(InputFiles files, string commit)
    {
        var source = Path.Combine(files.Root, "gcsfuse.yaml");
        await File.WriteAllTextAsync(
            source,
            """
            name: gcsfuse
            repository: ./absent
            build: [[go, build, -o, gcsfuse, .]]
            artefact: gcsfuse
            release: { url: "http://127.0.0.1:1/{version}.deb", artefact: usr/bin/gcsfuse }

            """
        );
        var path = Environment.GetEnvironmentVariable("PATH");
        Environment.SetEnvironmentVariable("PATH", Programs(files, "fio", "git", "setpriv"));
        try
        {
            return await CommandLine.RunAsync(
                "run",
                "--test-csv",
                files.Csv,
                "--fio-job-file",
                files.Job,
                "--bucket",
                "gs://bucket",
                "--tool-source",
                source,
                "--gcsfuse-commit",
                commit,
                "--tool-cache",
                Path.Combine(files.Root, "cache"),
                "--artifacts",
                files.Artifacts
            );
        }
        finally
        {
            Environment.SetEnvironmentVariable("PATH", path);
        }
    }

    /// <summary>A folder with nothing but these.</summary>
    private static string Programs(InputFiles files, params string[] names)
    {
        var folder = Directory.CreateDirectory(Path.Combine(files.Root, "bin")).FullName;
        foreach (var name in names)
        {
            File.CreateSymbolicLink(
                Path.Combine(folder, name),
                ProgramPath.Find(name).ShouldNotBeNull(name)
            );
        }
        return folder;
    }
}
