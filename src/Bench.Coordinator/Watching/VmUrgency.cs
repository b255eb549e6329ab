namespace Bench.Coordinator.Watching;

/// <summary>The order in which an operator should see VMs.</summary>
public static class VmUrgency
{
    /// <summary>0 first: what lost its right, then what is silent, what failed, what works, and what is done.</summary>
    public static int Of(VmView vm) =>
        vm.State switch
        {
            VmState.Fenced => 0,
            VmState.Silent => 1,
            _ when vm.IterationsFailed > 0 || vm.EntriesFailed > 0 => 2,
            VmState.Running => 3,
            VmState.Starting => 4,
            VmState.Waiting => 5,
            VmState.Unclaimed => 6,
            VmState.Idle => 7,
            _ => 8,
        };

    /// <summary>Seconds since a VM's last sign of life; null before the first.</summary>
    public static double? SilenceOf(VmView vm, DateTimeOffset now) =>
        vm.SeenAt is { } seen ? Math.Max(0, (now - seen).TotalSeconds) : vm.SilentSeconds;
}
