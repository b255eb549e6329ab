namespace Bench.Hub.Instances;

/// <summary>How far the garbage collection of an instance is.</summary>
public enum CollectionState
{
    /// <summary>None was asked for yet.</summary>
    None,

    /// <summary>Asked for and not begun: it counts as running.</summary>
    Pending,

    Running,

    Done,

    Failed,
}

/// <param name="Error">Why it failed.</param>
public sealed record CollectionStatus(CollectionState State, string? Error = null)
{
    public bool IsOver => State is CollectionState.Done or CollectionState.Failed;
}
