namespace Bench.Planning.Validators;

/// <summary>The rules that hold for every workload.</summary>
public static class PlanRules
{
    public static IReadOnlyList<IPlanRule> BuiltIn { get; } =
    [
        new RunIdRule(),
        new VmNamesRule(),
        new IterationsRule(),
        new TimeoutsRule(),
        new RetriesRule(),
        new JobFileTextRule(),
        new MatrixSizeRule(),
        new ReplicateRule(),
        new VmClassRule(),
        new IdleVmsRule(),
        new DurationsRule(),
    ];
}
