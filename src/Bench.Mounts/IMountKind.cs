using Bench.Host.Processes;

namespace Bench.Mounts;

/// <summary>A way to make data appear as a folder: <c>directory</c>, and FUSE mounts of buckets.</summary>
public interface IMountKind
{
    /// <summary>The word for it in <c>--mount</c>.</summary>
    string Name { get; }

    /// <summary>Whether the arguments of a config mean anything to it.</summary>
    bool TakesArguments { get; }

    /// <summary>The schemes of the URIs that it mounts, such as <c>s3</c>; empty where it takes a folder.</summary>
    IReadOnlyList<string> Schemes => [];

    /// <summary>The program that it starts; null for none.</summary>
    string? Program => null;

    /// <summary>What is wrong with a source, before anything is started; null if it can be mounted.</summary>
    string? SourceProblem(string source) => null;

    /// <summary>Arguments that would take away what Bench itself must say.</summary>
    IEnumerable<ArgumentProblem> CheckArguments(IReadOnlyList<string> arguments) => [];

    /// <summary>Versions of the tools that it needs, by name.</summary>
    /// <param name="program">A program in place of the one on the PATH.</param>
    /// <exception cref="MountException">One is missing or does not say its version.</exception>
    Task<IReadOnlyDictionary<string, string>> ToolsAsync(
        IProcessRunner processes,
        string? program,
        CancellationToken cancel
    ) =>
        Task.FromResult<IReadOnlyDictionary<string, string>>(
            new Dictionary<string, string>(StringComparer.Ordinal)
        );

    /// <summary>Makes the data appear. Returns when it can be used.</summary>
    /// <exception cref="MountException">It cannot be mounted.</exception>
    Task<IMounted> MountAsync(MountRequest request, CancellationToken cancel);
}

/// <summary>An argument that a mount kind refuses.</summary>
/// <param name="Argument">As the user wrote it.</param>
/// <param name="Reason">Begins with a verb after the argument.</param>
/// <param name="Remedy">What to do.</param>
public sealed record ArgumentProblem(string Argument, string Reason, string Remedy);

/// <summary>What to mount and with what.</summary>
/// <param name="Source">A folder or a bucket.</param>
/// <param name="Arguments">The config's arguments, one element each.</param>
/// <param name="Workspace">A folder of this iteration alone, for mount point, log and cache.</param>
/// <param name="Environment">Variables that every child carries.</param>
public sealed record MountRequest(
    string Source,
    IReadOnlyList<string> Arguments,
    string Workspace,
    IReadOnlyDictionary<string, string?> Environment
)
{
    /// <summary>The mount tool's program where the config names one; null for the one on the PATH.</summary>
    public string? Program { get; init; }

    /// <summary>Starts the tool.</summary>
    public required IProcessRunner Processes { get; init; }

    /// <summary>The clock of all limits.</summary>
    public required TimeProvider Time { get; init; }
}

/// <summary>Data that is mounted.</summary>
public interface IMounted
{
    /// <summary>The folder where the data is.</summary>
    string Path { get; }

    /// <summary>Versions of the tools behind it, by name.</summary>
    IReadOnlyDictionary<string, string> Tools { get; }

    /// <summary>The mount's own process, which leads a session; null where there is none.</summary>
    int? ProcessId => null;

    /// <summary>Logs of the tool, to be kept. They exist or not.</summary>
    IReadOnlyList<string> Logs => [];

    /// <summary>That the mount has died and what it said last; null while it lives.</summary>
    string? Death => null;

    /// <summary>As <see cref="Death"/>, where there is reason to think that it died just now.</summary>
    Task<string?> DeathSoonAsync() => Task.FromResult(Death);

    /// <summary>When what was written is in the bucket.</summary>
    FlushMeaning Flush => FlushMeaning.FileSystem;

    /// <summary>Waits until what was written and closed is where it belongs, as far as the tool tells.</summary>
    /// <exception cref="MountException">The mount died, or it has not been uploaded within the limit.</exception>
    Task FlushAsync(TimeSpan limit, CancellationToken cancel) => Task.CompletedTask;

    /// <summary>
    /// Ends the mount by force, so that whoever waits for it goes on: for a tool that hangs. May be called from any
    /// thread and more than once; unmounting is still due.
    /// </summary>
    void Abort() { }

    /// <summary>Undoes what mounting did, and nothing else.</summary>
    /// <exception cref="MountException">It cannot be unmounted.</exception>
    Task UnmountAsync(CancellationToken cancel);
}

/// <summary>What the end of a flush says.</summary>
public enum FlushMeaning
{
    /// <summary>The file system has written its data out.</summary>
    FileSystem,

    /// <summary>The tool uploads a file before its closing returns.</summary>
    OnClose,

    /// <summary>The tool uploads later; the flush waited until it had.</summary>
    Awaited,
}

/// <summary>A mount failed; the message says what and why.</summary>
public sealed class MountException(string message, Exception? inner = null)
    : Exception(message, inner);
