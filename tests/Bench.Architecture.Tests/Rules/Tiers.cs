using System.Collections.Immutable;
using Bench.Architecture.Tests.Repository;

namespace Bench.Architecture.Tests.Rules;

/// <summary>References go one way: to a lower tier, never within a tier.</summary>
internal static class Tiers
{
    /// <summary>From the bottom up.</summary>
    public static readonly ImmutableArray<ImmutableArray<string>> Order =
    [
        ["Bench.Model", "Bench.Host"],
        ["Bench.Statistics", "Bench.Storage", "Bench.Rpc"],
        ["Bench.Protocol", "Bench.Planning", "Bench.Fio", "Bench.Web"],
        ["Bench.Hub", "Bench.Mounts"],
        ["Bench.Workloads"],
        ["Bench.Worker", "Bench.Fleet", "Bench.Reporting"],
        ["Bench.Coordinator"],
        ["Bench.Cli"],
    ];

    public static IEnumerable<string> Violations(IEnumerable<Project> projects)
    {
        foreach (var project in projects)
        {
            var own = TierOf(project.Name);
            if (own < 0)
            {
                yield return $"{project.Name} is in no tier";
                continue;
            }

            foreach (var target in project.Declared.Union(project.Used, StringComparer.Ordinal))
            {
                if (TierOf(target) >= own)
                {
                    yield return $"{project.Name} refers to {target}, which is not below it";
                }
            }
        }
    }

    private static int TierOf(string project)
    {
        for (var tier = 0; tier < Order.Length; tier++)
        {
            if (Order[tier].Contains(project, StringComparer.Ordinal))
            {
                return tier;
            }
        }

        return -1;
    }
}
