using Bench.EndToEnd.Tests.Harness;

namespace Bench.EndToEnd.Tests.Mounting;

/// <summary>A git repository in a sandbox, whose build makes a program that behaves like gcsfuse.</summary>
internal sealed class ToolRepository(Sandbox sandbox)
{
    public const string Program = "gcsfuse-stand-in.sh";

    /// <summary>What the program is, in the version that it says.</summary>
    public static string Script(string version) =>
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "TestData", Program))
            .Replace("3.11.2", version, StringComparison.Ordinal);

    private string Folder => sandbox.Folder("repository");

    /// <summary>The tool source's file; its build writes down that it ran.</summary>
    public string WriteSource() =>
        sandbox.Write(
            "gcsfuse.yaml",
            $"""
            name: gcsfuse
            repository: {Folder}
            build:
              - [cp, {Program}, built]
              - [sh, -c, echo built >> {sandbox.Folder("builds")}]
            artefact: built
            """
        );

    public int Builds => File.ReadAllLines(sandbox.Folder("builds")).Length;

    public async Task CreateAsync()
    {
        Directory.CreateDirectory(Folder);
        await GitAsync("init", "--quiet", "--initial-branch=main", ".");
    }

    /// <summary>Commits the program in this version, and gives the commit's hash.</summary>
    public async Task<string> CommitAsync(string version)
    {
        var path = Path.Combine(Folder, Program);
        await File.WriteAllTextAsync(path, Script(version));
        File.SetUnixFileMode(path, File.GetUnixFileMode(path) | UnixFileMode.UserExecute);
        await GitAsync("add", "--all");
        await GitAsync("commit", "--quiet", "--message", version);
        return (await GitAsync("rev-parse", "HEAD")).Trim();
    }

    private async Task<string> GitAsync(params string[] arguments)
    {
        using var git = sandbox.StartProgram(
            "git",
            ["-C", Folder, "-c", "user.name=t", "-c", "user.email=t@example.org", .. arguments]
        );
        return (await git.EndAsync()).ShouldHaveCode(0).Output;
    }
}
