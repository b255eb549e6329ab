using Bench.Model.Json;

namespace Bench.Hub.Collection;

/// <summary>
/// Dehydrations of one process that began together and run: they may name content that no state names yet.
/// <c>sessions/ID.json</c>.
/// </summary>
internal sealed record SessionRecord : CreatedOnce
{
    public const string SchemaName = "bench.hub-session/1";

    public required IReadOnlyList<SessionSlot> Slots { get; init; }

    public required string Hub { get; init; }

    /// <summary>Grows while it lives.</summary>
    public required long Sequence { get; init; }
}

/// <param name="Slot">The only one of the module that the session may fill.</param>
internal sealed record SessionSlot(string Module, int Slot);

/// <summary>The right to run a sweep. <c>sweeps/NUMBER/claim.json</c>, dense.</summary>
internal sealed record SweepClaim : CreatedOnce
{
    public const string SchemaName = "bench.hub-sweep-claim/1";

    public required int Number { get; init; }

    public required string Hub { get; init; }
}

/// <summary>A sweep that runs. <c>sweeps/NUMBER/progress.json</c>, overwritten by its holder only.</summary>
internal sealed record SweepProgress : Document
{
    public const string SchemaName = "bench.hub-sweep-progress/1";

    public required long Sequence { get; init; }
}

/// <summary>
/// Keys of content. <c>sweeps/NUMBER/candidates.json</c>: what no state named when it was made; published by being
/// created. <c>sweeps/NUMBER/deletions.json</c>: what of them may go. <c>sweeps/NUMBER/done.json</c>: it is gone.
/// </summary>
internal sealed record SweepKeys : CreatedOnce
{
    public const string SchemaName = "bench.hub-sweep-keys/1";

    public required int Number { get; init; }

    public required string Hub { get; init; }

    /// <summary>The writer of the claim of who wrote this: another one's than this sweep's for a sweep that was ended.</summary>
    public required string Owner { get; init; }

    public IReadOnlyList<string> Keys { get; init; } = [];
}
