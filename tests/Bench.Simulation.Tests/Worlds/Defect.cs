using Bench.Storage;

namespace Bench.Simulation.Tests.Worlds;

/// <summary>
/// A known bug, planted from outside: the simulation must find each of them, or it would prove nothing. This one is
/// none.
/// </summary>
internal class Defect
{
    public static Defect None { get; } = new();

    /// <summary>The store as a process sees it.</summary>
    public virtual IObjectStore Wrap(IObjectStore store, bool coordinates) => store;

    /// <summary>By how much the clock on the wall of a process is wrong from its start.</summary>
    public virtual TimeSpan WallOffsetOf(int process) => TimeSpan.Zero;

    /// <summary>Runs before a worker is prepared.</summary>
    public virtual Task PrepareAsync() => Task.CompletedTask;
}
