using Bench.Host.Processes;
using Bench.Mounts.Sources;
using Bench.Mounts.Tools;

namespace Bench.Mounts.Fuse;

/// <summary>What the kinds that mount buckets have in common. Each adds what its own tool wants.</summary>
/// <param name="name">The kind's name, which is its program's on the PATH.</param>
/// <param name="schemes">Of the URIs that it mounts.</param>
public abstract class FuseKind(string name, IReadOnlyList<string> schemes) : IMountKind
{
    public string Name => name;

    public bool TakesArguments => true;

    public IReadOnlyList<string> Schemes => schemes;

    public string Program => name;

    private protected abstract ToolProbe Probe { get; }

    public string? SourceProblem(string source) => SourceProblems.Of(source, this);

    public abstract IEnumerable<ArgumentProblem> CheckArguments(IReadOnlyList<string> arguments);

    public Task<IReadOnlyDictionary<string, string>> ToolsAsync(
        IProcessRunner processes,
        string? program,
        CancellationToken cancel
    ) => Probe.VersionsAsync(processes, program, cancel);

    public async Task<IMounted> MountAsync(MountRequest request, CancellationToken cancel)
    {
        var source = BucketSource.Parse(request.Source);
        var paths = new FusePaths(request.Workspace);
        var tool = await Probe.FindAsync(request.Processes, request.Program, cancel);
        paths.CreateFolders();
        var common = new FuseCommand
        {
            Kind = name,
            Program = tool.Path,
            Arguments = [],
            Tools = await ToolsAsync(request.Processes, request.Program, cancel),
        };
        var command = await CommandAsync(common, source, request, paths, cancel);
        return await new FuseMounting(command, request, paths).MountAsync(cancel);
    }

    /// <summary>The command with the tool's arguments, environment and ways.</summary>
    private protected abstract Task<FuseCommand> CommandAsync(
        FuseCommand common,
        BucketSource source,
        MountRequest request,
        FusePaths paths,
        CancellationToken cancel
    );
}
