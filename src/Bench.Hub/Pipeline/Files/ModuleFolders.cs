using Bench.Hub.Driving;

namespace Bench.Hub.Pipeline.Files;

/// <summary>The folders of a hub's modules, where the stage was told that the hub keeps them.</summary>
internal sealed class ModuleFolders(string hubData, HubOrigin origin)
{
    private readonly string _servers = HubFolders.Servers(hubData);

    public string Of(string module) => Path.Combine(_servers, module);

    /// <summary>Whether there is any file of the module's.</summary>
    public bool HasFile(string module) => HasFileBelow(Of(module));

    /// <summary>Whether there is any file in a folder or below it; not where there is no folder.</summary>
    public static bool HasFileBelow(string folder) =>
        Directory.Exists(folder)
        && Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Any();

    /// <summary>Why a module that the hub has provisioned has no folder here; null where it has one.</summary>
    public string? WhyMissing(string module) =>
        Directory.Exists(Of(module))
            ? null
            : $"{origin} says that it is there, and {Of(module)} is not: {Remedy}";

    private string Remedy =>
        origin.IsStarted
            ? "the hub must keep its data in {data_dir}"
            : $"with --hub-url, --hub-data-dir must be that very hub's data folder, and {hubData} is not";
}
