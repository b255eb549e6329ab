using Bench.Hub.Collection;

namespace Bench.Cli.Hubs.Documents;

/// <summary>What <c>bench hub gc --json</c> prints.</summary>
internal sealed record CollectionDocument
{
    public const string SchemaName = "bench.hub-gc/1";

    public required string Schema { get; init; }

    /// <summary>The store's URI.</summary>
    public required string Store { get; init; }

    /// <summary>Whether it only looked: then nothing was written or deleted.</summary>
    public required bool DryRun { get; init; }

    /// <summary>Of this collection; absent for a dry run.</summary>
    public int? Number { get; init; }

    /// <summary>Modules that have a state; content objects in the store, and their bytes.</summary>
    public required int Modules { get; init; }
    public required long Objects { get; init; }
    public required long Bytes { get; init; }

    /// <summary>Those that no state named.</summary>
    public required long CandidateObjects { get; init; }
    public required long CandidateBytes { get; init; }

    /// <summary>Those that were deleted.</summary>
    public required long DeletedObjects { get; init; }
    public required long DeletedBytes { get; init; }

    /// <summary>States that newer ones had taken the place of.</summary>
    public required int SupersededStates { get; init; }

    /// <summary>Dehydrations that showed no sign of life and were ended.</summary>
    public required int EndedSessions { get; init; }

    public static CollectionDocument Of(string store, SweepResult swept) =>
        new()
        {
            Schema = SchemaName,
            Store = store,
            DryRun = swept.DryRun,
            Number = swept.Number,
            Modules = swept.Modules,
            Objects = swept.Objects,
            Bytes = swept.Bytes,
            CandidateObjects = swept.CandidateObjects,
            CandidateBytes = swept.CandidateBytes,
            DeletedObjects = swept.DeletedObjects,
            DeletedBytes = swept.DeletedBytes,
            SupersededStates = swept.SupersededStates,
            EndedSessions = swept.EndedSessions,
        };
}
