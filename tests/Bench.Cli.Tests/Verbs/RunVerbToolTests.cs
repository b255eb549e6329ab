using System.Text.Json.Nodes;
using Bench.Host.Processes;

namespace Bench.Cli.Tests.Verbs;

/// <summary>A run whose gcsfuse cannot be had: exit code 3, what is needed is told, also by the doctor, and nothing is written.</summary>
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
        var doctor = await InvokeAsync("doctor", files, commit, "--json");
        doctor.Code.ShouldBe(3, doctor.Errors);
        var check = ToolCheck(doctor, commit);
        check["status"]!.GetValue<string>().ShouldBe("failed");
        check["detail"]!.GetValue<string>().ShouldContain(told);
        Directory.Exists(Path.Combine(files.Root, "cache")).ShouldBeFalse("it gets nothing");

        var outcome = await InvokeAsync("run", files, commit);
        outcome.Code.ShouldBe(3, outcome.Errors);
        outcome.Errors.ShouldContain(told);
        outcome.Errors.ShouldStartWith("bench: ");
        Directory.Exists(files.Artifacts).ShouldBeFalse();
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task The_doctor_tells_which_program_it_is(bool isInstalled)
    {
        using var files = new InputFiles();
        var program = Path.Combine(files.Root, "gcsfuse-at-path");
        if (isInstalled)
        {
            program = Path.Combine(Programs(files, "fio", "git", "setpriv", "sh"), "gcsfuse");
        }
        await File.WriteAllTextAsync(program, "#!/bin/sh\necho 'gcsfuse version 3.11.2 (Go x)'\n");
        MakeExecutable(program);
        var commit = isInstalled ? "installed" : $"path:{program}";
        var check = ToolCheck(await InvokeAsync("doctor", files, commit, "--json"), commit);
        check["status"]!.GetValue<string>().ShouldBe("ok");
        check["detail"]!.GetValue<string>().ShouldBe($"3.11.2, {program}");
    }

    [Test]
    public async Task A_program_that_is_not_gcsfuse_is_told_by_the_doctor()
    {
        using var files = new InputFiles();
        const string commit = "path:/bin/true";
        var doctor = await InvokeAsync("doctor", files, commit, "--json");
        doctor.Code.ShouldBe(3, doctor.Errors);
        var check = ToolCheck(doctor, commit);
        check["status"]!.GetValue<string>().ShouldBe("failed");
        check["detail"]!.GetValue<string>().ShouldContain("no version of gcsfuse");
    }

    private static void MakeExecutable(string program)
    {
        if (OperatingSystem.IsWindows())
        {
            throw new PlatformNotSupportedException();
        }
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
    }

    private static JsonNode ToolCheck(CommandLine.Outcome doctor, string commit) =>
        JsonNode.Parse(doctor.Output)!["checks"]!
            .AsArray()
            .Where(check => check!["name"]!.GetValue<string>() == $"gcsfuse {commit}")
            .ShouldHaveSingleItem()!;

    private static async Task<CommandLine.Outcome> InvokeAsync(
        string verb,
        InputFiles files,
        string commit,
        params string[] more
    )
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
        Environment.SetEnvironmentVariable(
            "PATH",
            Programs(files, "fio", "git", "setpriv", "dpkg-deb")
        );
        try
        {
            return await CommandLine.RunAsync([
                verb,
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
                .. verb == "run" ? ["--artifacts", files.Artifacts] : more,
            ]);
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
            var link = Path.Combine(folder, name);
            if (!File.Exists(link))
            {
                File.CreateSymbolicLink(link, ProgramPath.Find(name).ShouldNotBeNull(name));
            }
        }
        return folder;
    }
}
