using Bench.Hub.Modules;

namespace Bench.Hub.Pipeline.Files;

/// <summary>Where a hub keeps what.</summary>
internal static class HubFolders
{
    /// <summary>The folder with one folder for each module.</summary>
    public static string Servers(string hubData) => Path.Combine(hubData, "servers");

    /// <summary>Modules by the folders of their names, in order.</summary>
    public static IReadOnlyList<string> ModulesIn(string folder) =>
        [
            .. Directory
                .EnumerateDirectories(folder)
                .Select(path => Path.GetFileName(path))
                .Where(name => ModuleId.TryParse(name, out _))
                .Order(StringComparer.Ordinal),
        ];
}
