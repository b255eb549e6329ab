using Bench.Architecture.Tests.Repository;

namespace Bench.Architecture.Tests.Rules;

/// <summary>A project refers only to what it uses, and exists only when it has code.</summary>
internal static class References
{
    /// <summary>
    /// The compiler leaves out of the metadata what no code uses: what is declared and not there is
    /// unused. Constants alone do not count, they are copied.
    /// </summary>
    public static IEnumerable<string> Unused(IEnumerable<Project> projects) =>
        from project in projects
        where project.Types > 0
        from declared in project.Declared
        where !project.Used.Contains(declared, StringComparer.Ordinal)
        select $"{project.Name} refers to {declared} and uses nothing of it";

    public static IEnumerable<string> Empty(IEnumerable<Project> projects) =>
        from project in projects
        where project.Types == 0
        select $"{project.Name} has no code";
}
