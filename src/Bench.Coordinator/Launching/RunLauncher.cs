using Bench.Model.Runs;
using Bench.Planning.Specs;
using Bench.Protocol.Records;
using Bench.Protocol.Runs;

namespace Bench.Coordinator.Launching;

/// <summary>Brings a planned run into the bucket.</summary>
public static class RunLauncher
{
    /// <summary>Claims the id, then writes what follows from the config.</summary>
    /// <exception cref="RunIdTakenException">The id names another run.</exception>
    public static async Task<LoadedRun> CreateAsync(
        RecordStore records,
        RunConfig config,
        CancellationToken cancel
    )
    {
        await new RunCreation(records).ClaimIdAsync(config, cancel);
        return await CompleteAsync(records, cancel);
    }

    /// <summary>Loads a run and writes what a dead coordinator had not yet derived from its config.</summary>
    /// <exception cref="RunNotFoundException">No such run.</exception>
    public static async Task<LoadedRun> CompleteAsync(RecordStore records, CancellationToken cancel)
    {
        var run = await LoadedRun.LoadAsync(records, cancel);
        var specs = JobSpecs.Derive(run.Config, run.Ref.Sha256);
        await new RunCreation(records).CompleteCopiesAsync(run, specs, cancel);
        return run;
    }
}
