namespace Bench.Fleet;

/// <summary>Workers that others start: a coordinator waits for them to show themselves.</summary>
public sealed class NoFleet : IFleet
{
    public static NoFleet Instance { get; } = new();

    private NoFleet() { }

    public bool Starts(string vm) => false;

    public IWorkerHandle Start(string vm) =>
        throw new FleetException($"the worker of {vm} is started by somebody else");
}
