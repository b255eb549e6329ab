using Bench.Host.Processes;
using Bench.Model.Claims;
using Bench.Model.Runs;
using Bench.Protocol.Claims;
using Bench.Worker.Heartbeats;
using Bench.Worker.Iterations;
using Bench.Worker.Stopping;

namespace Bench.Worker.Hosts;

/// <summary>The machine under a worker: its locks, what dead workers left on it, and what runs iterations there.</summary>
public interface IWorkerHost
{
    /// <summary>Takes the lock that a living worker of a run and VM holds; null while another process of this host has it.</summary>
    IWorkerLock? TryLock(string ownerRun, string vm);

    /// <summary>Ends what processes and mounts of earlier epochs are still there.</summary>
    Task EndPredecessorsAsync(OwnerMark owner);

    /// <summary>Makes ready for iterations: checks the tools and removes what dead workers of this VM left.</summary>
    Task<IIterationRunner> PrepareAsync(IterationScope scope, CancellationToken cancel);

    /// <summary>Accounts for what runs and is mounted when the worker is told to stop.</summary>
    IStopAccount AccountOf(OwnerMark owner);

    /// <summary>Deletes the scratch space, whatever it takes.</summary>
    void Clear(OwnerMark owner);
}

/// <summary>A lock that is held until disposed of, or until its process ends.</summary>
public interface IWorkerLock : IDisposable
{
    /// <summary>This process, as a claim tells of its holder.</summary>
    ClaimHolder Self { get; }

    /// <summary>Looks at the locks of other holders, knowing this one.</summary>
    ILockProbe Probe { get; }
}

/// <summary>What the iterations of one worker belong to.</summary>
public sealed record IterationScope(
    RunConfig Config,
    JobSpec Spec,
    Claim Claim,
    OwnerMark Owner,
    WorkerCounters Counters
);
