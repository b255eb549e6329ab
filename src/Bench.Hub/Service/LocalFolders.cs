using Bench.Hub.Local;
using Bench.Hub.Modules;

namespace Bench.Hub.Service;

/// <summary>What lies where below a hub's data folder.</summary>
internal sealed class LocalFolders(string root)
{
    public string Root { get; } = Path.GetFullPath(root);

    public string LockFile => Path.Combine(Root, "hub.lock");

    public string IdentityFile => Path.Combine(Root, "hub.json");

    public string State => Path.Combine(Root, "state");

    private string Discarded => Path.Combine(Root, "discarded");

    /// <summary>Where the module's data is while the hub has it.</summary>
    public string Data(ModuleId module) => Path.Combine(Root, "servers", module.ToString());

    public string Log(ModuleId module) => Path.Combine(Root, "logs", $"{module}.log");

    public bool HasData(ModuleId module) => Directory.Exists(Data(module));

    /// <summary>
    /// Removes the module's data. It is renamed first, so that a hub which is killed meanwhile never finds one half of it
    /// where the whole is looked for.
    /// </summary>
    public void Discard(ModuleId module)
    {
        if (Directory.Exists(Path.Combine(Root, "servers", LocalPaths.Name)))
        {
            new LocalPaths(Data(module)).Forget();
        }
        if (!HasData(module))
        {
            return;
        }
        Directory.CreateDirectory(Discarded);
        var aside = Path.Combine(Discarded, $"{module}.{Guid.NewGuid():N}");
        Directory.Move(Data(module), aside);
        LocalPaths.DeleteTree(aside);
    }

    /// <summary>Removes what an earlier hub was removing when it ended.</summary>
    public void DeleteDiscarded()
    {
        LocalPaths.DeleteTree(Discarded);
    }
}
