using System.Collections.Immutable;
using System.Xml.Linq;
using Mono.Cecil;

namespace Bench.Architecture.Tests.Repository;

/// <summary>Reads the projects under src from their project files and built assemblies.</summary>
internal static class BuiltProjects
{
    private static readonly Lazy<ImmutableArray<Project>> LazyAll = new(ReadAll);

    public static ImmutableArray<Project> All => LazyAll.Value;

    private static ImmutableArray<Project> ReadAll()
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        var files = Directory.GetFiles(
            Path.Combine(WorkTree.Root, "src"),
            "*.csproj",
            SearchOption.AllDirectories
        );
        foreach (var file in files)
        {
            names[AssemblyNameOf(file)] = Path.GetFileNameWithoutExtension(file);
        }

        return [.. files.Order(StringComparer.Ordinal).Select(file => Read(file, names))];
    }

    private static Project Read(string file, Dictionary<string, string> projectOfAssembly)
    {
        using var assembly = AssemblyDefinition.ReadAssembly(AssemblyPathOf(file));
        return new Project(
            Path.GetFileNameWithoutExtension(file),
            [.. DeclaredIn(file)],
            [
                .. assembly
                    .MainModule.AssemblyReferences.Where(it =>
                        projectOfAssembly.ContainsKey(it.Name)
                    )
                    .Select(it => projectOfAssembly[it.Name]),
            ],
            assembly.MainModule.Types.Count(IsOwn)
        );
    }

    private static IEnumerable<string> DeclaredIn(string file) =>
        XDocument
            .Load(file)
            .Descendants("ProjectReference")
            .Select(it => it.Attribute("Include")?.Value ?? "")
            .Select(it => Path.GetFileNameWithoutExtension(it.Replace('\\', '/')));

    private static string AssemblyNameOf(string file) =>
        XDocument.Load(file).Descendants("AssemblyName").FirstOrDefault()?.Value
        ?? Path.GetFileNameWithoutExtension(file);

    private static string AssemblyPathOf(string file)
    {
        // The tests' own output folder ends in the same two parts: configuration and framework.
        var mine = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd('/'));
        var path = Path.Combine(
            Path.GetDirectoryName(file)!,
            "bin",
            mine.Parent!.Name,
            mine.Name,
            AssemblyNameOf(file) + ".dll"
        );
        return File.Exists(path) ? path : throw new FileNotFoundException("Not built.", path);
    }

    private static bool IsOwn(TypeDefinition type) =>
        type.Name is not "<Module>"
        && !type.Namespace.StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal)
        && !type.Namespace.StartsWith("System.Runtime.CompilerServices", StringComparison.Ordinal);
}
