using Bench.Hub.Hydration;
using Bench.Hub.Local;
using Bench.Hub.Modules;
using Bench.Storage;
using Bench.Storage.Files;

namespace Bench.Hub.Tests.Support;

/// <summary>A folder with a store and modules' folders, deleted at the end.</summary>
internal sealed class TestArea : IDisposable
{
    public static readonly ModuleId Module = ModuleId.Parse("module-1");

    private readonly string _path = Directory.CreateTempSubdirectory("bench-hub-").FullName;

    public TestArea() => Store = new FileStore(Path.Combine(_path, "store"));

    public FileStore Store { get; }

    /// <summary>A module's folder; hubs have different ones.</summary>
    public string Folder(string name, string hub = "hub") =>
        Path.Combine(_path, hub, "servers", name);

    public string Folder(ModuleId module, string hub = "hub") => Folder(module.ToString(), hub);

    public string PathOf(string name) => Path.Combine(_path, name);

    public ModuleStorage Open(HydrationOptions? options = null, IObjectStore? store = null) =>
        new(store ?? Store, options ?? new HydrationOptions { Threads = 4 }, TimeProvider.System);

    /// <summary>The keys below a prefix of the store.</summary>
    public Task<List<string>> KeysAsync(string prefix) => KeysAsync(Store, prefix);

    public static async Task<List<string>> KeysAsync(IObjectStore store, string prefix)
    {
        var keys = new List<string>();
        await foreach (var found in store.ListAsync(prefix, CancellationToken.None))
        {
            keys.Add(found.Key);
        }
        return keys;
    }

    /// <summary>
    /// Waits until the file system's time has moved on: what was written before is then told from what is written
    /// later.
    /// </summary>
    public static async Task SettleAsync(string folder)
    {
        var paths = new LocalPaths(folder);
        var begin = KnownFolder.Moment(paths);
        while (KnownFolder.Moment(paths) == begin)
        {
            await Task.Yield();
        }
    }

    public void Dispose() => LocalPaths.DeleteTree(_path);
}
