namespace Bench.Simulation.Tests.Scheduling;

/// <summary>
/// Keeps the continuations of a process in its world. What may go on at once does so within the same piece; what the
/// framework wants to run apart from that becomes a piece of its own, and not work for a thread of the pool.
/// </summary>
internal sealed class ProcessContext(SimProcess process) : SynchronizationContext
{
    public override SynchronizationContext CreateCopy() => this;

    public override void Post(SendOrPostCallback d, object? state) =>
        process.Scheduler.After(TimeSpan.Zero, process, () => d(state));

    public override void Send(SendOrPostCallback d, object? state) =>
        throw new NotSupportedException("Nothing in a world waits on a thread.");
}
