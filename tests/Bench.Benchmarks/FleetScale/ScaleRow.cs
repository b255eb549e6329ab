namespace Bench.Benchmarks.FleetScale;

/// <summary>What was measured with one number of workers.</summary>
/// <param name="MicrosecondsPerEvent">Processor time of the coordinator for each sign of life of a worker.</param>
/// <param name="Requests">Store requests of a look, without those for changed VMs and without further pages.</param>
/// <param name="Changed">VMs of which something was read in a look.</param>
/// <param name="Pages">Further pages of a look's listing.</param>
/// <param name="DetectionSeconds">From a dead VM's last sign of life to its fence; null where no VM died.</param>
internal sealed record ScaleRow(
    int Workers,
    double MicrosecondsPerEvent,
    double Requests,
    double Changed,
    double Pages,
    long HeapBytes,
    long ResidentBytes,
    double? DetectionSeconds
);
