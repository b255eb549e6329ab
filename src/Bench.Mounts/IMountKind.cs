namespace Bench.Mounts;

/// <summary>A way to make data appear as a folder: <c>directory</c>, and FUSE mounts of buckets.</summary>
public interface IMountKind
{
    /// <summary>The word for it in <c>--mount</c>.</summary>
    string Name { get; }

    /// <summary>Whether the arguments of a config mean anything to it.</summary>
    bool TakesArguments { get; }

    /// <summary>Makes the data appear. Returns when it can be used.</summary>
    /// <exception cref="MountException">It cannot be mounted.</exception>
    Task<IMounted> MountAsync(MountRequest request, CancellationToken cancel);
}

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
}

/// <summary>Data that is mounted.</summary>
public interface IMounted
{
    /// <summary>The folder where the data is.</summary>
    string Path { get; }

    /// <summary>Versions of the tools behind it, by name.</summary>
    IReadOnlyDictionary<string, string> Tools { get; }

    /// <summary>Undoes what mounting did, and nothing else.</summary>
    /// <exception cref="MountException">It cannot be unmounted.</exception>
    Task UnmountAsync(CancellationToken cancel);
}

/// <summary>A mount failed; the message says what and why.</summary>
public sealed class MountException(string message, Exception? inner = null)
    : Exception(message, inner);
