using Bench.Host.PageCache;
using Bench.Host.Processes;
using Bench.Model.Claims;
using Bench.Model.Results;
using Bench.Model.Runs;
using Bench.Mounts.ToolSources;
using Bench.Protocol.Records;
using Bench.Worker.Heartbeats;

namespace Bench.Worker.Iterations;

/// <summary>What all iterations of one worker have in common.</summary>
public sealed record IterationSetting
{
    public required RecordStore Records { get; init; }
    public required Claim Claim { get; init; }
    public required JobSpec Spec { get; init; }
    public required WorkerFolders Folders { get; init; }

    /// <summary>Scratch space of this epoch.</summary>
    public required string Workspace { get; init; }
    public required OwnerMark Owner { get; init; }
    public required HostFacts Host { get; init; }
    public required PageCacheControl PageCache { get; init; }
    public required IProcessRunner Processes { get; init; }
    public required WorkerCounters Counters { get; init; }
    public required TimeProvider Time { get; init; }

    /// <summary>Gets the mount tool's program; null where it is whatever is on the PATH.</summary>
    public ToolProvider? ToolProvider { get; init; }

    /// <summary>What dead workers of this VM left in the mounted data.</summary>
    public LeftoverData Leftovers { get; init; } = new(pending: false);

    /// <summary>Read sets on mounts that this worker has found whole.</summary>
    public ISet<string> KnownReadSets { get; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>Variables that every child carries.</summary>
    public IReadOnlyDictionary<string, string?> Environment =>
        new Dictionary<string, string?> { [OwnerMark.Variable] = Owner.ToString() };
}
