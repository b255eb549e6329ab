using Bench.Hub.Modules;

namespace Bench.Hub.Service;

/// <summary>What becomes of a module whose hub ended.</summary>
/// <param name="Record">As it stands now.</param>
/// <param name="Then">What is done next; null for nothing.</param>
/// <param name="RemovesData">Whether what lies there is half of something.</param>
internal sealed record Recovered(ModuleRecord Record, ModuleEvent? Then, bool RemovesData)
{
    /// <summary>From what its state file says, and whether its data is there.</summary>
    public static Recovered From(ModuleRecord record, bool hasData) =>
        record.State switch
        {
            InstanceState.Provisioning when !record.KeepsData => Gone(
                record,
                "the hub ended while it was being provisioned; what was hydrated by then is removed"
            ) with
            {
                RemovesData = true,
            },
            InstanceState.Obliterating => On(record, InstanceState.Crashed, ModuleEvent.Obliterate),
            InstanceState.Deprovisioning when !hasData => Gone(record, error: null),
            InstanceState.Unprovisioned when !hasData => Gone(record, record.LastError),
            _ when !hasData => Gone(
                record,
                $"it was {Word(record)} when the hub ended, and its local data is gone"
            ),
            InstanceState.Unprovisioned => new(record, Then: null, RemovesData: false),
            InstanceState.Provisioning => On(record, InstanceState.Unprovisioned, then: null),
            // Its data is whole until all of it is in the backend: it is renamed before it is deleted.
            InstanceState.Deprovisioning => On(
                record,
                InstanceState.Crashed,
                ModuleEvent.Deprovision
            ),
            InstanceState.Hibernated or InstanceState.Hibernating or InstanceState.Waking => On(
                record,
                InstanceState.Hibernated,
                then: null
            ),
            InstanceState.Provisioned or InstanceState.Recovering => On(
                record with
                {
                    Restarts = 0,
                },
                InstanceState.Crashed,
                ModuleEvent.Recover
            ),
            _ => new(record, Then: null, RemovesData: false),
        };

    private static Recovered On(ModuleRecord record, InstanceState state, ModuleEvent? then) =>
        new(record with { State = state }, then, RemovesData: false);

    private static Recovered Gone(ModuleRecord record, string? error) =>
        new(
            record with
            {
                State = InstanceState.Unprovisioned,
                KeepsData = false,
                LastError = error,
            },
            Then: null,
            RemovesData: false
        );

    private static string Word(ModuleRecord record) =>
        Bench.Model.Json.EnumWords.NameOf(record.State);
}
