using Bench.Model.Names;

namespace Bench.Coordinator.Leading;

/// <summary>No worker can go on. The run is left as it is, and can go on when that is mended.</summary>
public sealed class HostsUnfitException(string run, IReadOnlyList<string> vms, string reason)
    : Exception(
        $"no worker can go on, so the run is not sealed: {reason}; "
            + $"mend what is said above, then go on with bench resume {Quoting.ForShell(run)}, or end it with bench cancel {Quoting.ForShell(run)}"
    )
{
    /// <summary>VMs whose workers were given up.</summary>
    public IReadOnlyList<string> Vms { get; } = vms;
}
