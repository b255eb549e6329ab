using Bench.Protocol.Claims;
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

    /// <summary>The probe of a worker that wants to take over.</summary>
    public virtual ILockProbe Wrap(ILockProbe probe) => probe;

    /// <summary>Runs before a worker is prepared.</summary>
    public virtual Task PrepareAsync() => Task.CompletedTask;
}
