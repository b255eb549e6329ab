using Bench.Model.Names;

namespace Bench.Coordinator.Leading;

/// <summary>Workers could not work on their hosts. The run is left as it is, and can go on when that is mended.</summary>
public sealed class HostsUnfitException(string run, IReadOnlyList<string> vms)
    : Exception(
        $"the hosts of {string.Join(", ", vms)} are not fit, so the run is not sealed; "
            + $"mend what is said above, then go on with bench resume {Quoting.ForShell(run)}, or end it with bench cancel {Quoting.ForShell(run)}"
    )
{
    public IReadOnlyList<string> Vms { get; } = vms;
}
