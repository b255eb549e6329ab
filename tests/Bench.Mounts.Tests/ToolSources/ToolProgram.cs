using Bench.Host.Processes;
using Bench.Mounts.ToolSources;
using Bench.Mounts.ToolSources.Files;
using Bench.Mounts.ToolSources.Releases;
using Bench.Planning.Inputs;

namespace Bench.Mounts.Tests.ToolSources;

/// <summary>What this assembly does when it is run as a program: gets a tool as a worker does, and writes its path and digest.</summary>
internal static class ToolProgram
{
    /// <summary>How tests start it.</summary>
    public static ProcessSpec Spec(ToolBed bed, string commit, string output) =>
        new(
            "dotnet",
            [
                "exec",
                typeof(ToolProgram).Assembly.Location,
                bed.WriteSourceFile(),
                bed.Cache,
                commit,
                output,
            ]
        )
        {
            StdoutPath = $"{output}.log",
            StderrPath = $"{output}.log",
        };

    public static async Task<int> Main(string[] args)
    {
        if (args.Length != 4)
        {
            return 2;
        }
        var file = new SourceFile(args[0], await File.ReadAllBytesAsync(args[0]));
        var host = new ToolHost
        {
            CacheFolder = args[1],
            Processes = new ProcessRunner(),
            Time = TimeProvider.System,
            Fetcher = HttpReleaseFetcher.Default,
            Log = Console.WriteLine,
        };
        var tool = await new ToolProvider(host, ToolSourceFile.Read(file).Value!).GetAsync(
            args[2],
            CancellationToken.None
        );
        await File.WriteAllTextAsync(args[3], $"{tool.Path} {tool.Sha256}");
        return 0;
    }
}
