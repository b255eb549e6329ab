using System.Diagnostics;
using Bench.Hub.Hydration;
using Bench.Hub.Tests.Support;
using Bench.Storage;

namespace Bench.Hub.Tests.Processes;

/// <summary>This assembly started as a hub that dehydrates or hydrates one module, so that it can be killed.</summary>
internal static class HydrationProcess
{
    /// <param name="args"><c>hydrate</c> or <c>dehydrate</c>, the store's URI, the folder, and the call after which it stands still.</param>
    public static async Task<int> Main(string[] args)
    {
        if (args is not [var what, var uri, var folder, var stop])
        {
            return 0;
        }
        var calls = 0;
        var store = new HookedStore(Stores.Open(uri));
        var stopAt = int.Parse(stop, System.Globalization.CultureInfo.InvariantCulture);
        store.Before = async (call, key) =>
        {
            if (++calls == stopAt)
            {
                Console.WriteLine($"{call} {key}");
                await new TaskCompletionSource().Task;
            }
        };
        using var storage = new ModuleStorage(
            store,
            new HydrationOptions
            {
                Threads = 0,
                PackThreshold = 20_000,
                PackBytes = 50_000,
            },
            TimeProvider.System
        );
        await (
            what == "hydrate"
                ? storage.HydrateAsync(TestArea.Module, folder, null, default)
                : storage.DehydrateAsync(TestArea.Module, folder, null, default)
        );
        Console.WriteLine("done");
        return 0;
    }

    /// <summary>Starts it, and kills it when it stands still: the call that it was at, or <c>done</c>.</summary>
    public static async Task<string?> KillAtAsync(string what, string uri, string folder, int call)
    {
        var start = new ProcessStartInfo(
            "dotnet",
            [typeof(HydrationProcess).Assembly.Location, what, uri, folder, $"{call}"]
        )
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        var line = await process.StandardOutput.ReadLineAsync();
        process.Kill();
        await process.WaitForExitAsync();
        return line;
    }
}
