using Bench.Host.Identity;
using Bench.Host.Processes;
using Bench.Model.Decisions;
using Bench.Model.Json;

namespace Bench.Coordinator.Leading;

/// <summary>This process as a coordinator.</summary>
public static class CoordinatorSelf
{
    /// <summary>For reading the log only; it never leads.</summary>
    public static CoordinatorIdentity Reader { get; } =
        new()
        {
            Id = "",
            HostName = "",
            ProcessId = 0,
        };

    public static CoordinatorIdentity New() =>
        new()
        {
            Id = WriterId.New(),
            HostName = Environment.MachineName,
            ProcessId = Environment.ProcessId,
            BootId = HostDescription.ReadBootId(),
            ProcessStartTicks = ProcessIdentity.Current.StartTimeTicks,
        };

    /// <summary>
    /// Whether a coordinator ran on this boot of this host and its process is gone. Of one elsewhere nothing is known.
    /// Of this process itself neither: it may lead the run twice.
    /// </summary>
    public static bool IsKnownDead(CoordinatorIdentity coordinator) =>
        coordinator is { BootId: { } boot, ProcessStartTicks: { } start }
        && boot == HostDescription.ReadBootId()
        && !new ProcessIdentity(coordinator.ProcessId, start).IsAlive;
}
