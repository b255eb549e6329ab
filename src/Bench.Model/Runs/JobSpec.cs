using Bench.Model.Json;

namespace Bench.Model.Runs;

/// <summary>
/// <c>jobs/&lt;vm&gt;.json</c>: all that one worker needs, derived from <c>config.json</c> alone. It never changes and
/// the worker reads nothing else of the inputs.
/// </summary>
public sealed record JobSpec : CreatedOnce
{
    public required string VmName { get; init; }
    public required string BenchmarkId { get; init; }
    public required string BenchVersion { get; init; }

    /// <summary>SHA-256 of <c>config.json</c> and of each input that this spec was derived from.</summary>
    public required InputDigests InputDigests { get; init; }
    public required long Seed { get; init; }
    public required int Iterations { get; init; }
    public required int TotalTests { get; init; }

    /// <summary>Tests × iterations.</summary>
    public required int TotalRuns { get; init; }
    public required RunOptions Options { get; init; }

    /// <summary>The job file template.</summary>
    public required string JobFile { get; init; }
    public required string JobFileName { get; init; }

    /// <summary>Files that every read set begins with; absent when fio lays all of them out.</summary>
    public IReadOnlyList<DataFile>? DataSet { get; init; }
    public required IReadOnlyList<MatrixEntry> TestEntries { get; init; }
}

/// <summary>Digests of what a spec was derived from.</summary>
public sealed record InputDigests
{
    public required string ConfigSha256 { get; init; }
    public required string TestCsvSha256 { get; init; }
    public string? ConfigsCsvSha256 { get; init; }
    public required string JobFileSha256 { get; init; }
}

/// <summary>A file of a data set.</summary>
/// <param name="Path">Relative to the data set's folder, with <c>/</c> between its parts.</param>
/// <param name="Bytes">Its length.</param>
public sealed record DataFile(string Path, long Bytes);
