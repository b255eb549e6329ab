namespace Bench.Model.Runs;

/// <summary>One config × one test case.</summary>
public sealed record MatrixEntry
{
    public required int MatrixId { get; init; }
    public required string TestId { get; init; }

    /// <summary>Place of the test case in the CSV, from 1: entries with one ordinal are compared with each other.</summary>
    public required int TestOrdinal { get; init; }
    public required int ConfigId { get; init; }
    public required string ConfigLabel { get; init; }
    public required string Commit { get; init; }
    public string? ResolvedCommit { get; init; }
    public required IReadOnlyList<string> MountArgs { get; init; }
    public CacheMode? Cache { get; init; }
    public MetadataMode? Metadata { get; init; }
    public required string Workload { get; init; }
    public required IReadOnlyDictionary<string, string> Params { get; init; }

    /// <summary>State of the page cache that this entry is measured in.</summary>
    public CacheMode CacheIn(RunOptions options) => Cache ?? options.Cache;

    /// <summary>State of the metadata caches that this entry is measured in.</summary>
    public MetadataMode MetadataIn(RunOptions options) => Metadata ?? options.Metadata;

    public static MatrixEntry Of(int matrixId, ConfigSpec config, TestCaseSpec test) =>
        new()
        {
            MatrixId = matrixId,
            TestId = test.TestId,
            TestOrdinal = test.Ordinal,
            ConfigId = config.ConfigId,
            ConfigLabel = config.Label,
            Commit = config.Commit,
            ResolvedCommit = config.ResolvedCommit,
            MountArgs = config.MountArgs,
            Cache = config.Cache,
            Metadata = config.Metadata,
            Workload = test.Workload,
            Params = test.Params,
        };
}
