using Bench.Model.Runs;
using Bench.Planning;

namespace Bench.Cli.Output;

/// <summary>What <c>bench plan --json</c> prints.</summary>
internal sealed record PlanJson
{
    public required string Schema { get; init; }
    public required string BenchmarkId { get; init; }
    public required long Seed { get; init; }
    public required DistributionMode Distribution { get; init; }
    public required int Iterations { get; init; }
    public required int TestCases { get; init; }
    public required int Configs { get; init; }
    public required int Entries { get; init; }

    /// <summary>What the configs' commits mean now; absent where the mount kind has no tool source.</summary>
    public IReadOnlyList<PlanTool>? Tools { get; init; }
    public required IReadOnlyList<PlanTableVm> Vms { get; init; }
    public required IReadOnlyList<PlanTableEntry> Matrix { get; init; }

    public static PlanJson Of(RunConfig config, PlanTable table) =>
        new()
        {
            Schema = "bench.plan/1",
            BenchmarkId = config.BenchmarkId,
            Seed = config.Seed,
            Distribution = config.Options.Distribution,
            Iterations = config.Options.Iterations,
            TestCases = config.TestCases.Count,
            Configs = config.Configs.Count,
            Entries = config.EntryCount,
            Tools = PlanTools.Of(config),
            Vms = table.Vms,
            Matrix = table.Entries,
        };
}
