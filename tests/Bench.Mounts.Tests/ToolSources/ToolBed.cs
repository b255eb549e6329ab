using System.Text.Json;
using Bench.Host.Processes;
using Bench.Host.Tests;
using Bench.Model.Runs;
using Bench.Mounts.ToolSources;
using Bench.Mounts.ToolSources.Releases;

namespace Bench.Mounts.Tests.ToolSources;

/// <summary>A small git repository with a tool in it, a cache and a count of builds.</summary>
internal sealed class ToolBed : IDisposable
{
    private const string BuildScript = """
        set -e
        echo built >> "$COUNT"
        if [ -e "$BLOCK" ]; then
          rm "$BLOCK"
          echo $$ > "$BLOCKED"
          exec sleep 100
        fi
        mkdir -p out
        cp tool.sh out/tool
        """;

    private readonly TempFolder _folder = new();
    private readonly ProcessRunner _processes = new();

    private ToolBed() { }

    public static async Task<ToolBed> CreateAsync()
    {
        var bed = new ToolBed();
        Directory.CreateDirectory(bed.Repository);
        await bed.GitAsync("init", "--quiet", "--initial-branch=master", ".");
        await File.WriteAllTextAsync(Path.Combine(bed.Repository, "build.sh"), BuildScript);
        return bed;
    }

    public string Root => _folder.Root;
    public string Repository => _folder.File("repository");
    public string Cache => _folder.File("cache");

    /// <summary>While this file is there, the next build takes it away and hangs.</summary>
    public string Block => _folder.File("block");

    /// <summary>Holds the process id of the build that hangs.</summary>
    public string Blocked => _folder.File("blocked");

    public List<string> Log { get; } = [];

    public ToolSource Source =>
        new()
        {
            Name = "tool",
            Repository = Repository,
            Build =
            [
                ["sh", "build.sh"],
            ],
            Artefact = "out/tool",
            Environment = new Dictionary<string, string>
            {
                ["COUNT"] = _folder.File("count"),
                ["BLOCK"] = Block,
                ["BLOCKED"] = Blocked,
            },
        };

    public ToolHost Host =>
        new()
        {
            CacheFolder = Cache,
            Processes = _processes,
            Time = TimeProvider.System,
            Fetcher = HttpReleaseFetcher.Default,
            Log = Log.Add,
        };

    public ToolProvider Provider => new(Host, Source);

    public int Builds =>
        File.Exists(_folder.File("count")) ? File.ReadAllLines(_folder.File("count")).Length : 0;

    public string InFolder(string name) => _folder.File(name);

    /// <summary>Commits a tool that says it has this version; returns the commit's hash.</summary>
    public Task<string> CommitAsync(string version) =>
        CommitFileAsync("tool.sh", $"#!/bin/sh\necho \"tool version {version} (test)\"\n");

    public async Task<string> CommitFileAsync(string name, string content)
    {
        await File.WriteAllTextAsync(Path.Combine(Repository, name), content);
        await GitAsync("add", "--all");
        await GitAsync("commit", "--quiet", "--message", $"Change {name}");
        return await GitAsync("rev-parse", "HEAD");
    }

    public async Task<string> GitAsync(params string[] arguments)
    {
        var output = _folder.File($"git-{Guid.NewGuid():N}");
        var process = _processes.Start(
            new ProcessSpec(
                "git",
                ["-c", "user.name=t", "-c", "user.email=t@example.org", .. arguments]
            )
            {
                WorkingDirectory = Repository,
                StdoutPath = output,
                StderrPath = output,
                Environment = new Dictionary<string, string?>
                {
                    ["GIT_DIR"] = null,
                    ["GIT_INDEX_FILE"] = null,
                },
            }
        );
        var exit = await process.Completion;
        var text = (await File.ReadAllTextAsync(output)).Trim();
        exit.Succeeded.ShouldBeTrue($"git {string.Join(' ', arguments)}: {text}");
        return text;
    }

    /// <summary>A folder with links to these programs, and no others, for a PATH.</summary>
    public string PathOf(params string[] programs)
    {
        var folder = Directory.CreateDirectory(_folder.File($"path-{Guid.NewGuid():N}")).FullName;
        foreach (var program in programs)
        {
            File.CreateSymbolicLink(
                Path.Combine(folder, program),
                ProgramPath.Find(program).ShouldNotBeNull(program)
            );
        }
        return folder;
    }

    public ToolHost HostWithPath(string path) =>
        Host with
        {
            Environment = new Dictionary<string, string?> { ["PATH"] = path },
        };

    /// <summary>The source as a file, for other processes.</summary>
    public string WriteSourceFile()
    {
        var path = _folder.File("tool.json");
        var source = Source;
        File.WriteAllText(
            path,
            JsonSerializer.Serialize(
                new
                {
                    name = source.Name,
                    repository = source.Repository,
                    build = source.Build,
                    artefact = source.Artefact,
                    environment = source.Environment,
                }
            )
        );
        return path;
    }

    /// <summary>Runs a program that was got, and returns what it prints.</summary>
    public async Task<string> RunAsync(Tool tool)
    {
        var output = _folder.File($"run-{Guid.NewGuid():N}");
        var exit = await _processes
            .Start(new ProcessSpec(tool.Path, []) { StdoutPath = output })
            .Completion;
        exit.Succeeded.ShouldBeTrue();
        return (await File.ReadAllTextAsync(output)).Trim();
    }

    public void Dispose() => _folder.Dispose();
}
