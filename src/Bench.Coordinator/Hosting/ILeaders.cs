using Bench.Coordinator.Leading;
using Bench.Model.Sealing;
using Bench.Protocol.Records;
using Bench.Protocol.Runs;

namespace Bench.Coordinator.Hosting;

/// <summary>Makes what leads a run: where its workers run is up to it.</summary>
public interface ILeaders
{
    RunLeader Create(RecordStore records, LoadedRun run, IRunObserver observer);

    /// <summary>Where what is logged of runs is collected for their buckets; null where it is not.</summary>
    IRunLogs? Logs => null;

    /// <summary>Is told once a run that was led here is sealed: writes its report, and removes what the run leaves behind.</summary>
    Task SealedAsync(RecordStore records, LoadedRun run, Seal seal, CancellationToken cancel);
}
