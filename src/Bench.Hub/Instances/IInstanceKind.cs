using Bench.Hub.Modules;

namespace Bench.Hub.Instances;

/// <summary>A kind of storage server.</summary>
public interface IInstanceKind : IAsyncDisposable
{
    /// <summary>Such as <c>folder</c>.</summary>
    string Name { get; }

    /// <summary>Starts one. It need not be ready yet: that is for <see cref="IInstance.IsHealthyAsync"/> to say.</summary>
    /// <exception cref="InstanceException">It could not be started.</exception>
    Task<IInstance> StartAsync(InstanceStart start, CancellationToken cancel);
}

/// <summary>What an instance is started with.</summary>
public sealed record InstanceStart
{
    public required ModuleId Module { get; init; }

    /// <summary>The folder of the module's data.</summary>
    public required string DataFolder { get; init; }

    /// <summary>What it prints goes there.</summary>
    public required string LogFile { get; init; }

    /// <summary>Variables that mark its processes as this hub's.</summary>
    public required IReadOnlyDictionary<string, string?> Marks { get; init; }

    /// <summary>The port that it had last; 0 for none. It is taken again when it is free.</summary>
    public int WantedPort { get; init; }
}
