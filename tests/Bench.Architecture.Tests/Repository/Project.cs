using System.Collections.Immutable;

namespace Bench.Architecture.Tests.Repository;

/// <summary>A project under src as the rules see it.</summary>
/// <param name="Name">The folder's name, such as Bench.Model.</param>
/// <param name="Declared">Names of the projects that its project file refers to.</param>
/// <param name="Used">Names of the projects that its assembly's metadata refers to.</param>
/// <param name="Types">How many types of its own the assembly has.</param>
internal sealed record Project(
    string Name,
    ImmutableArray<string> Declared,
    ImmutableArray<string> Used,
    int Types
);
