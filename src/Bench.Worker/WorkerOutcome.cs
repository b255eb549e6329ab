namespace Bench.Worker;

/// <summary>How a worker ended.</summary>
public enum WorkerOutcome
{
    /// <summary>All its entries have a result and all are ok.</summary>
    Completed,

    /// <summary>All its entries have a result; some failed.</summary>
    CompletedWithFailures,

    /// <summary>Another process holds the claim, or the VM was fenced: nothing was done.</summary>
    Left,

    /// <summary>The run was cancelled, sealed, or given to another worker while this one ran.</summary>
    Stopped,

    /// <summary>A signal asked it to end.</summary>
    Interrupted,
}
