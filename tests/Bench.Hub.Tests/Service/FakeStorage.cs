using System.Collections.Concurrent;
using Bench.Hub.Hydration;
using Bench.Hub.Modules;

namespace Bench.Hub.Tests.Service;

/// <summary>Modules of one file each, in memory; fails and waits as it is told.</summary>
internal sealed class FakeStorage : IModuleStorage
{
    public const string File = "content.txt";

    public ConcurrentDictionary<string, string> Stored { get; } = new(StringComparer.Ordinal);

    /// <summary>Called with the operation and the module before anything is done.</summary>
    public Func<string, ModuleId, CancellationToken, Task> Before { get; set; } =
        (_, _, _) => Task.CompletedTask;

    /// <summary>Operations that run on a module now: never more than one.</summary>
    public ConcurrentDictionary<string, int> Running { get; } = new(StringComparer.Ordinal);

    public int MostOfOneModule { get; private set; }

    public string Uri => "memory:";

    public Task<HydrationResult> HydrateAsync(
        ModuleId module,
        string folder,
        IProgress<HydrationProgress>? progress,
        CancellationToken cancel
    ) =>
        RunAsync(
            "hydrate",
            module,
            () =>
            {
                Directory.CreateDirectory(folder);
                if (Stored.TryGetValue(module.ToString(), out var text))
                {
                    System.IO.File.WriteAllText(Path.Combine(folder, File), text);
                }
            },
            cancel
        );

    public Task<HydrationResult> DehydrateAsync(
        ModuleId module,
        string folder,
        IProgress<HydrationProgress>? progress,
        CancellationToken cancel
    ) =>
        RunAsync(
            "dehydrate",
            module,
            () =>
            {
                var file = Path.Combine(folder, File);
                Stored[module.ToString()] = System.IO.File.Exists(file)
                    ? System.IO.File.ReadAllText(file)
                    : "";
            },
            cancel
        );

    public async Task ObliterateAsync(ModuleId module, CancellationToken cancel) =>
        await RunAsync(
            "obliterate",
            module,
            () => Stored.TryRemove(module.ToString(), out _),
            cancel
        );

    private async Task<HydrationResult> RunAsync(
        string operation,
        ModuleId module,
        Action act,
        CancellationToken cancel
    )
    {
        var count = Running.AddOrUpdate(module.ToString(), 1, (_, n) => n + 1);
        MostOfOneModule = Math.Max(MostOfOneModule, count);
        try
        {
            await Before(operation, module, cancel);
            act();
            return new HydrationResult
            {
                Files = 1,
                Bytes = 5,
                MovedBytes = 5,
                MovedObjects = 1,
            };
        }
        finally
        {
            Running.AddOrUpdate(module.ToString(), 0, (_, n) => n - 1);
        }
    }
}
