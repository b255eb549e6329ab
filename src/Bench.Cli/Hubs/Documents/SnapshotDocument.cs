using Bench.Hub.Pipeline.Stages;

namespace Bench.Cli.Hubs.Documents;

/// <summary>What <c>bench hub snapshot --json</c> prints.</summary>
internal sealed record SnapshotDocument
{
    public const string SchemaName = "bench.hub-snapshot/1";

    public required string Schema { get; init; }
    public required string Folder { get; init; }

    /// <summary>Modules in the source.</summary>
    public required int Ranked { get; init; }

    /// <summary>Those that were taken now, and of these those that were moved by a rename.</summary>
    public required int Taken { get; init; }
    public required int Renamed { get; init; }

    /// <summary>Those that an earlier stage had taken.</summary>
    public required int AlreadyThere { get; init; }

    public static SnapshotDocument Of(string folder, SnapshotOutcome outcome) =>
        new()
        {
            Schema = SchemaName,
            Folder = Path.GetFullPath(folder),
            Ranked = outcome.Ranked,
            Taken = outcome.Taken,
            Renamed = outcome.Renamed,
            AlreadyThere = outcome.AlreadyThere,
        };
}
