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
            ModuleState.Obliterating => On(record, ModuleState.Crashed, ModuleEvent.Obliterate),
            ModuleState.Deprovisioning when !hasData => Gone(record, error: null),
            ModuleState.Unprovisioned when !hasData => Gone(record, record.LastError),
            _ when !hasData => Gone(
                record,
                $"it was {Word(record)} when the hub ended, and its local data is gone"
            ),
            ModuleState.Unprovisioned => new(record, Then: null, RemovesData: false),
            ModuleState.Provisioning when record.KeepsData => On(
                record,
                ModuleState.Unprovisioned,
                then: null
            ),
            ModuleState.Provisioning => Gone(
                record,
                "the hub ended while it was being provisioned; what was hydrated by then is removed"
            ) with
            {
                RemovesData = true,
            },
            // Its data is whole until all of it is in the backend: it is renamed before it is deleted.
            ModuleState.Deprovisioning => On(record, ModuleState.Crashed, ModuleEvent.Deprovision),
            ModuleState.Hibernated or ModuleState.Hibernating or ModuleState.Waking => On(
                record,
                ModuleState.Hibernated,
                then: null
            ),
            ModuleState.Provisioned or ModuleState.Recovering => On(
                record with
                {
                    Restarts = 0,
                },
                ModuleState.Crashed,
                ModuleEvent.Recover
            ),
            _ => new(record, Then: null, RemovesData: false),
        };

    private static Recovered On(ModuleRecord record, ModuleState state, ModuleEvent? then) =>
        new(record with { State = state }, then, RemovesData: false);

    private static Recovered Gone(ModuleRecord record, string? error) =>
        new(
            record with
            {
                State = ModuleState.Unprovisioned,
                KeepsData = false,
                LastError = error,
            },
            Then: null,
            RemovesData: false
        );

    private static string Word(ModuleRecord record) =>
        Bench.Model.Json.EnumWords.NameOf(record.State);
}
