using Bench.Hub.Driving;

namespace Bench.Hub.Pipeline.Driving;

/// <summary>An operation that is asked of many modules, and how its end is seen.</summary>
/// <param name="Name">As in the HTTP interface.</param>
/// <param name="Wanted">The state that it leads to; null for a module that is gone.</param>
public sealed record ModuleOperation(string Name, string? Wanted)
{
    public static ModuleOperation Provision { get; } = new("provision", "provisioned");
    public static ModuleOperation Hibernate { get; } = new("hibernate", "hibernated");
    public static ModuleOperation Deprovision { get; } = new("deprovision", null);

    /// <summary>Where a module is on its way.</summary>
    /// <param name="seen">As the hub tells of it; null where it has none of that id.</param>
    public ModulePlace PlaceOf(HubModule? seen)
    {
        var state = seen is null or { State: "unprovisioned" } ? null : seen.State;
        if (seen is { IsTransitional: true })
        {
            return ModulePlace.OnItsWay;
        }
        if (seen?.LastError is not null)
        {
            return ModulePlace.Failed;
        }
        return state == Wanted ? ModulePlace.Arrived : ModulePlace.Elsewhere;
    }
}

/// <summary>Where a module is on the way of an operation.</summary>
public enum ModulePlace
{
    OnItsWay,
    Arrived,
    Failed,

    /// <summary>At rest in another state: the hub has not begun, or has given up without a word.</summary>
    Elsewhere,
}
