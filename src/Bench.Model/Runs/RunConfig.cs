using System.Text.Json.Serialization;
using Bench.Model.Json;

namespace Bench.Model.Runs;

/// <summary>
/// <c>config.json</c>: creating it claims the run's id, and it is the whole run. Everything else that is written
/// before the first result is derived from it alone.
/// </summary>
public sealed record RunConfig : CreatedOnce
{
    public required string BenchmarkId { get; init; }

    /// <summary>For people; nothing is decided from it.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    public required string BenchVersion { get; init; }

    /// <summary>Seed of the order of configs within blocks.</summary>
    public required long Seed { get; init; }

    public required RunOptions Options { get; init; }

    /// <summary>The configs, <c>config_id</c> dense from 1.</summary>
    public required IReadOnlyList<ConfigSpec> Configs { get; init; }

    /// <summary>The test cases in the order of the CSV, <c>ordinal</c> dense from 1.</summary>
    public required IReadOnlyList<TestCaseSpec> TestCases { get; init; }

    public required IReadOnlyList<VmSpec> Vms { get; init; }

    /// <summary>Which entries each VM runs, in order. All configs of a test case are on one VM.</summary>
    public required IReadOnlyList<VmShare> Distribution { get; init; }

    public required RunInputs Inputs { get; init; }

    /// <summary>The files of the data set's manifest, where one was given.</summary>
    public IReadOnlyList<DataFile>? DataSet { get; init; }

    /// <summary>Number of matrix entries: configs × test cases.</summary>
    [JsonIgnore]
    public int EntryCount => Configs.Count * TestCases.Count;

    /// <summary>The matrix id: counts from 1 over configs (outer) and test cases (inner).</summary>
    public int MatrixIdOf(ConfigSpec config, TestCaseSpec test) =>
        ((config.ConfigId - 1) * TestCases.Count) + test.Ordinal;

    /// <summary>The entry of a matrix id.</summary>
    public MatrixEntry Entry(int matrixId)
    {
        if (matrixId < 1 || matrixId > EntryCount)
        {
            throw new ArgumentOutOfRangeException(
                nameof(matrixId),
                matrixId,
                $"The matrix has entries 1 to {EntryCount}."
            );
        }
        var config = Configs[(matrixId - 1) / TestCases.Count];
        var test = TestCases[(matrixId - 1) % TestCases.Count];
        return MatrixEntry.Of(matrixId, config, test);
    }
}

/// <summary>The bytes of the inputs as the user gave them.</summary>
public sealed record RunInputs
{
    public required InputFile TestCsv { get; init; }
    public InputFile? ConfigsCsv { get; init; }

    /// <summary>Without name and content where no test needs one.</summary>
    public required InputFile JobFile { get; init; }

    /// <summary>The manifest of the files that every read set begins with.</summary>
    public InputFile? DataSet { get; init; }
}

/// <summary>One input file.</summary>
public sealed record InputFile
{
    /// <summary>File name without its folder.</summary>
    public required string Name { get; init; }
    public required string Sha256 { get; init; }

    /// <summary>The bytes, base64 in JSON.</summary>
    public required byte[] Content { get; init; }
}

/// <summary>A row of the configs CSV.</summary>
public sealed record ConfigSpec
{
    public required int ConfigId { get; init; }
    public required string Label { get; init; }

    /// <summary>Commit, branch or version of the mount tool as the user wrote it.</summary>
    public required string Commit { get; init; }

    /// <summary>What <see cref="Commit"/> was resolved to, once, before the run; absent where the mount kind has no commit.</summary>
    public string? ResolvedCommit { get; init; }

    /// <summary>The mount tool's arguments, one list element each.</summary>
    public required IReadOnlyList<string> MountArgs { get; init; }

    /// <summary>State of the page cache for this config; absent for that of the run.</summary>
    public CacheMode? Cache { get; init; }

    /// <summary>State of the metadata caches for this config; absent for that of the run.</summary>
    public MetadataMode? Metadata { get; init; }
}

/// <summary>A row of the test CSV.</summary>
public sealed record TestCaseSpec
{
    public required int Ordinal { get; init; }

    /// <summary>Unique text; the row number where the CSV has no such column.</summary>
    public required string TestId { get; init; }

    /// <summary>Line of the CSV, for messages.</summary>
    public required int Line { get; init; }

    /// <summary><c>fio</c>, <c>hub-hydration</c> or <c>recipe</c>.</summary>
    public required string Workload { get; init; }

    /// <summary>The class of VM that this test needs, or absent for any.</summary>
    public string? VmClass { get; init; }

    /// <summary>Template parameters by canonical name, in the order of the columns.</summary>
    public required IReadOnlyDictionary<string, string> Params { get; init; }

    /// <summary>Estimated seconds of one iteration; only <c>weighted</c> distribution uses it.</summary>
    public double? EstimatedSeconds { get; init; }
}

/// <summary>A worker's place.</summary>
public sealed record VmSpec
{
    /// <summary>The id that stands in keys.</summary>
    public required string Name { get; init; }

    /// <summary>The host's own name where it differs from <see cref="Name"/>.</summary>
    public string? HostName { get; init; }
    public string? VmClass { get; init; }
}

/// <summary>A VM's share of the matrix.</summary>
public sealed record VmShare
{
    public required string Vm { get; init; }
    public required IReadOnlyList<int> Entries { get; init; }
}
