using Bench.Hub.Modules;

namespace Bench.Hub.Page;

/// <summary>Something that the page's buttons do.</summary>
/// <param name="Word">In addresses and forms.</param>
/// <param name="Verb">On buttons.</param>
/// <param name="Warning">What one ought to know before.</param>
internal sealed record PageAction(
    string Word,
    ModuleEvent Event,
    string Verb,
    string Warning,
    bool IsDangerous = false
)
{
    public static IReadOnlyList<PageAction> All { get; } =
    [
        new(
            "provision",
            ModuleEvent.Provision,
            "Provision",
            "The data is brought here from the backend, and an instance is started."
        ),
        new(
            "hibernate",
            ModuleEvent.Hibernate,
            "Hibernate",
            "The instance is stopped; the data stays here."
        ),
        new("wake", ModuleEvent.Wake, "Wake", "The instance is started again."),
        new(
            "deprovision",
            ModuleEvent.Deprovision,
            "Deprovision",
            "The data is written back to the backend, unless that is switched off, and then deleted here."
        ),
        new(
            "obliterate",
            ModuleEvent.Obliterate,
            "Obliterate",
            "The data is deleted here and in the backend. This cannot be undone.",
            IsDangerous: true
        ),
    ];

    public static PageAction? Find(string? word) =>
        All.FirstOrDefault(action => string.Equals(action.Word, word, StringComparison.Ordinal));

    /// <summary>Whether it would do something for a module in this state.</summary>
    public bool Fits(InstanceState state) =>
        ModuleTransitions.Next(state, Event) is { } next && next != state;
}
