namespace Bench.Simulation.Tests.Checking;

/// <summary>Something that must hold in every world.</summary>
internal interface IRule
{
    /// <summary>What does not hold, in words; nothing where all is well.</summary>
    IEnumerable<string> Check(Evidence evidence);
}

internal static class Rules
{
    public static IReadOnlyList<IRule> All { get; } =
    [
        new OneWriteRule(),
        new DecisionRule(),
        new GrantRule(),
        new ClaimRule(),
        new CommitRule(),
        new MeasureRule(),
        new SealNamesRule(),
        new SealChoiceRule(),
        new ManifestRule(),
        new EndRule(),
    ];
}
