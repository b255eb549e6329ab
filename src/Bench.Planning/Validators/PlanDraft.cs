using System.Collections.Frozen;
using Bench.Model.Runs;
using Bench.Planning.Classes;
using Bench.Planning.Inputs;
using Bench.Planning.Problems;

namespace Bench.Planning.Validators;

/// <summary>All that is known of a run before it is judged.</summary>
public sealed record PlanDraft
{
    public required string BenchmarkId { get; init; }
    public required RunOptions Options { get; init; }
    public required SourceFile TestCsv { get; init; }

    /// <summary>Absent when the command line describes the only config.</summary>
    public SourceFile? ConfigsCsv { get; init; }
    public required SourceFile JobFile { get; init; }

    /// <summary>Rows that could be read, with their classes and estimates.</summary>
    public required IReadOnlyList<TestCaseSpec> TestCases { get; init; }

    /// <summary>Headers of the test CSV as it writes them, by canonical name.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } =
        FrozenDictionary<string, string>.Empty;
    public required IReadOnlyList<ConfigSpec> Configs { get; init; }

    /// <summary>Where each config stands in the configs CSV, in the order of <see cref="Configs"/>.</summary>
    public IReadOnlyList<int?> ConfigLines { get; init; } = [];

    /// <summary>With their classes.</summary>
    public required IReadOnlyList<VmSpec> Vms { get; init; }
    public VmClassRules VmClasses { get; init; } = VmClassRules.None;
    public DurationTable? Durations { get; init; }

    /// <summary>A problem of one cell of the test CSV; the column by its canonical name, told as the file writes it.</summary>
    public Problem OfTest(TestCaseSpec test, string column, string reason, string remedy) =>
        new(
            TestCsv.Name,
            test.Line,
            Headers.GetValueOrDefault(column, column),
            test.Params.GetValueOrDefault(column)
                ?? column switch
                {
                    ParameterNames.TestId => test.TestId,
                    ParameterNames.Workload => test.Workload,
                    ParameterNames.VmClass => test.VmClass,
                    _ => null,
                },
            reason,
            remedy
        );

    /// <summary>A problem of one config, wherever it was described.</summary>
    public Problem OfConfig(
        ConfigSpec config,
        string column,
        string? value,
        string reason,
        string remedy
    )
    {
        if (ConfigsCsv is null)
        {
            var option = string.Equals(column, Inputs.ConfigsCsv.Commit, StringComparison.Ordinal)
                ? Inputs.ConfigsCsv.CommitOption
                : Inputs.ConfigsCsv.MountArgsOption;
            return OfOption(option, value, reason, remedy);
        }
        var line = Configs
            .Zip(ConfigLines)
            .FirstOrDefault(pair => pair.First.ConfigId == config.ConfigId)
            .Second;
        return new Problem(ConfigsCsv.Name, line, column, value, reason, remedy);
    }

    /// <summary>A problem of the job file.</summary>
    public Problem OfJobFile(int? line, string? value, string reason, string remedy) =>
        new(JobFile.Name, line, null, value, reason, remedy);

    /// <summary>A problem of an option of the command line, such as <c>--iterations</c>.</summary>
    public static Problem OfOption(string option, string? value, string reason, string remedy) =>
        new(option, null, null, value, reason, remedy);
}
