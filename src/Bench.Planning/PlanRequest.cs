using Bench.Model.Runs;
using Bench.Planning.Classes;
using Bench.Planning.Inputs;

namespace Bench.Planning;

/// <summary>What the user asks for.</summary>
public sealed record PlanRequest
{
    public required string BenchmarkId { get; init; }
    public required string BenchVersion { get; init; }

    /// <summary>The writer of <c>config.json</c>: a new random id.</summary>
    public required string Writer { get; init; }

    /// <summary>What the user gave, or a random number.</summary>
    public required long Seed { get; init; }
    public required RunOptions Options { get; init; }
    public required SourceFile TestCsv { get; init; }
    public SourceFile? ConfigsCsv { get; init; }

    /// <summary><see cref="SourceFile.None"/> where no test needs one.</summary>
    public required SourceFile JobFile { get; init; }

    /// <summary>Commit and arguments of the only config where there is no configs CSV.</summary>
    public string Commit { get; init; } = Inputs.ConfigsCsv.DefaultCommit;
    public string MountArgs { get; init; } = "";

    public required IReadOnlyList<VmSpec> Vms { get; init; }
    public VmClassRules VmClasses { get; init; } = VmClassRules.None;

    /// <summary>Known durations of iterations, by test id.</summary>
    public DurationTable? Durations { get; init; }

    /// <summary>The manifest of the data set and its files, where one is given.</summary>
    public SourceFile? DataSetCsv { get; init; }
    public IReadOnlyList<DataFile>? DataSet { get; init; }

    /// <summary>Estimates the seconds of one iteration where no duration is known; null where it cannot.</summary>
    public Func<TestCaseSpec, double?>? EstimateSeconds { get; init; }
}
