using Bench.Model.Runs;

namespace Bench.Planning;

/// <summary>What <c>bench plan</c> shows: who runs what, and for how long.</summary>
/// <param name="Vms">In the order of the distribution.</param>
/// <param name="Entries">By VM, then in the order in which test cases run.</param>
public sealed record PlanTable(
    IReadOnlyList<PlanTableVm> Vms,
    IReadOnlyList<PlanTableEntry> Entries
)
{
    public static PlanTable Of(RunConfig config)
    {
        var entries = new List<PlanTableEntry>(config.EntryCount);
        var vms = new List<PlanTableVm>(config.Distribution.Count);
        var classes = config.Vms.ToDictionary(
            vm => vm.Name,
            vm => vm.VmClass,
            StringComparer.Ordinal
        );
        foreach (var share in config.Distribution)
        {
            var first = entries.Count;
            entries.AddRange(share.Entries.Select(id => Entry(config, share.Vm, id)));
            var own = entries.Skip(first).ToList();
            vms.Add(
                new PlanTableVm
                {
                    Vm = share.Vm,
                    VmClass = classes.GetValueOrDefault(share.Vm),
                    TestCases = own.DistinctBy(e => e.TestOrdinal).Count(),
                    Entries = own.Count,
                    Iterations = own.Count * config.Options.Iterations,
                    EstimatedSeconds = own.Exists(e => e.EstimatedSeconds is null)
                        ? null
                        : own.Sum(e => e.EstimatedSeconds),
                }
            );
        }
        return new PlanTable(vms, entries);
    }

    private static PlanTableEntry Entry(RunConfig config, string vm, int matrixId)
    {
        var entry = config.Entry(matrixId);
        return new PlanTableEntry
        {
            Vm = vm,
            MatrixId = matrixId,
            TestId = entry.TestId,
            TestOrdinal = entry.TestOrdinal,
            ConfigId = entry.ConfigId,
            ConfigLabel = entry.ConfigLabel,
            Workload = entry.Workload,
            Params = entry.Params,
            EstimatedSeconds =
                config.TestCases[entry.TestOrdinal - 1].EstimatedSeconds
                * config.Options.Iterations,
        };
    }
}

/// <summary>One VM of a plan.</summary>
public sealed record PlanTableVm
{
    public required string Vm { get; init; }
    public string? VmClass { get; init; }
    public required int TestCases { get; init; }
    public required int Entries { get; init; }
    public required int Iterations { get; init; }

    /// <summary>Of all its entries; absent if the duration of any is unknown.</summary>
    public double? EstimatedSeconds { get; init; }
}

/// <summary>One entry of a plan.</summary>
public sealed record PlanTableEntry
{
    public required string Vm { get; init; }
    public required int MatrixId { get; init; }
    public required string TestId { get; init; }
    public required int TestOrdinal { get; init; }
    public required int ConfigId { get; init; }
    public required string ConfigLabel { get; init; }
    public required string Workload { get; init; }
    public required IReadOnlyDictionary<string, string> Params { get; init; }

    /// <summary>Of all its iterations; absent if unknown.</summary>
    public double? EstimatedSeconds { get; init; }
}
