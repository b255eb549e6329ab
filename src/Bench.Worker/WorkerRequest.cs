using Bench.Host.PageCache;
using Bench.Host.Processes;
using Bench.Protocol.Records;
using Bench.Worker.Channel;
using Bench.Worker.Logs;
using Bench.Workloads;

namespace Bench.Worker;

/// <summary>Who a worker is to be, whatever machine it is on.</summary>
public record WorkerRole
{
    public required RecordStore Records { get; init; }
    public required string Vm { get; init; }
    public required WorkerLog Log { get; init; }

    /// <summary>Whether it ends when all that it was granted is done, and does not wait for more.</summary>
    public bool LeaveWhenDone { get; init; }
    public required TimeProvider Time { get; init; }

    /// <summary>The coordinator's live channel; null where everything goes by the bucket.</summary>
    public CoordinatorAccess? Coordinator { get; init; }
}

/// <summary>What a worker of this machine is started with.</summary>
public sealed record WorkerRequest : WorkerRole
{
    public required WorkerFolders Folders { get; init; }
    public required IReadOnlyList<IWorkload> Workloads { get; init; }
    public required IProcessRunner Processes { get; init; }
    public required PageCacheControl PageCache { get; init; }
}

/// <summary>The run has no spec for a VM of that name.</summary>
public sealed class NoSpecException(string run, string vm, IEnumerable<string> vms)
    : Exception($"{run} has no VM '{vm}'; its VMs are: {string.Join(", ", vms)}");
