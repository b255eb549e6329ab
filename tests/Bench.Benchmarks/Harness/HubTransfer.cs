using System.Globalization;
using Bench.Hub.Hydration;
using Bench.Hub.Modules;
using Bench.Storage;

namespace Bench.Benchmarks.Harness;

/// <summary>The hydration engine as a program, so that its whole processes stand against those of other tools.</summary>
internal static class HubTransfer
{
    public const string Verb = "hub-transfer";

    /// <summary>Objects and files at once, as the peers have it.</summary>
    public const int InFlight = 32;

    /// <summary>
    /// Modules at once when they are dehydrated. Their files and objects share <see cref="InFlight"/>; who waits for a
    /// look at the store, or for a session, shares it with others.
    /// </summary>
    public const int ModulesAtOnce = 128;

    /// <summary>Moves each folder of a root as a module; prints bytes moved, requests and the peak of memory.</summary>
    public static async Task<int> RunAsync(IReadOnlyList<string> args)
    {
        var (what, uri, root, pack) = (args[0], args[1], args[2], args[3] == "pack");
        using var storage = new ModuleStorage(
            Stores.Open(uri),
            new HydrationOptions { Threads = InFlight, Pack = pack },
            TimeProvider.System
        );
        var names = Modules(args.Count > 4 ? args[4] : root);
        long moved = 0;
        long requests = 0;
        await Parallel.ForEachAsync(
            names,
            new ParallelOptions
            {
                MaxDegreeOfParallelism = what == "hydrate" ? InFlight : ModulesAtOnce,
            },
            async (name, cancel) =>
            {
                var (module, folder) = (ModuleId.Parse(name), Path.Combine(root, name));
                var result =
                    what == "hydrate"
                        ? await storage.HydrateAsync(module, folder, null, cancel)
                        : await storage.DehydrateAsync(module, folder, null, cancel);
                Interlocked.Add(ref moved, result.MovedBytes);
                Interlocked.Add(ref requests, result.Requests);
            }
        );
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"moved {moved} bytes in {requests} requests, peak {PeakMebibytes()} MiB"
            )
        );
        return 0;
    }

    /// <summary>The arguments of a process that does this, for the program <c>dotnet</c>.</summary>
    /// <param name="like">A folder that has the modules' names, where the root has none yet.</param>
    public static IReadOnlyList<string> Arguments(
        string what,
        string uri,
        string root,
        bool pack = true,
        string? like = null
    ) =>
        [
            typeof(HubTransfer).Assembly.Location,
            Verb,
            what,
            uri,
            root,
            pack ? "pack" : "single",
            like ?? root,
        ];

    public static IEnumerable<string> Modules(string root) =>
        Directory
            .EnumerateDirectories(root)
            .Select(folder => Path.GetFileName(folder))
            .Where(name => ModuleId.TryParse(name, out _))
            .Order(StringComparer.Ordinal);

    private static long PeakMebibytes() =>
        long.Parse(
            File.ReadLines("/proc/self/status")
                .First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal))
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
            CultureInfo.InvariantCulture
        ) / 1024;
}
