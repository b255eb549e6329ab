using System.Collections.Frozen;
using static Bench.Hub.Modules.InstanceState;
using static Bench.Hub.Modules.ModuleEvent;

namespace Bench.Hub.Modules;

/// <summary>The one table of a module's states. What is not in it may not happen.</summary>
public static class ModuleTransitions
{
    private static readonly FrozenDictionary<
        (InstanceState From, ModuleEvent Event),
        InstanceState
    > Table = new Dictionary<(InstanceState, ModuleEvent), InstanceState>
    {
        [(Unprovisioned, Provision)] = Provisioning,
        [(Unprovisioned, Deprovision)] = Unprovisioned,
        [(Provisioning, Succeed)] = Provisioned,
        [(Provisioning, Fail)] = Unprovisioned,

        [(Provisioned, Hibernate)] = Hibernating,
        [(Provisioned, Wake)] = Provisioned,
        [(Provisioned, Deprovision)] = Deprovisioning,
        [(Provisioned, IdleTimeout)] = Deprovisioning,
        [(Provisioned, Obliterate)] = Obliterating,
        [(Provisioned, Exit)] = Crashed,

        [(Hibernating, Succeed)] = Hibernated,
        [(Hibernating, Fail)] = Provisioned,

        [(Hibernated, Hibernate)] = Hibernated,
        [(Hibernated, Wake)] = Waking,
        [(Hibernated, Deprovision)] = Deprovisioning,
        [(Hibernated, IdleTimeout)] = Deprovisioning,
        [(Hibernated, Obliterate)] = Obliterating,

        [(Waking, Succeed)] = Provisioned,
        [(Waking, Fail)] = Hibernated,

        [(Crashed, Recover)] = Recovering,
        [(Crashed, Deprovision)] = Deprovisioning,
        [(Crashed, Obliterate)] = Obliterating,

        [(Recovering, Succeed)] = Provisioned,
        [(Recovering, Fail)] = Unprovisioned,

        // What could not be saved stays on the disk: the record says so, not the state.
        [(Deprovisioning, Succeed)] = Unprovisioned,
        [(Deprovisioning, Fail)] = Unprovisioned,

        [(Obliterating, Succeed)] = Unprovisioned,
        [(Obliterating, Fail)] = Crashed,
    }.ToFrozenDictionary();

    /// <summary>The state that follows, which is the same one for an event without effect; null if it may not happen.</summary>
    public static InstanceState? Next(InstanceState from, ModuleEvent happened) =>
        Table.TryGetValue((from, happened), out var to) ? to : null;

    /// <summary>Whether an operation holds a module in this state.</summary>
    public static bool IsTransitional(InstanceState state) => state > Crashed;
}
