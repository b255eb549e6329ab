using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Bench.EndToEnd.Tests.Harness;

namespace Bench.EndToEnd.Tests.Hubs;

/// <summary>The folders of the pipeline's stages in a sandbox, and its verbs with their flags.</summary>
internal sealed class PipelineBed : IAsyncDisposable
{
    /// <summary>Flags that every stage with a backend gets.</summary>
    public IReadOnlyList<string> Backend { get; init; } = [];

    /// <summary>Flags that every stage with a hub gets.</summary>
    public IReadOnlyList<string> Hub { get; init; } = [];

    /// <summary>The place of the backend's data that is seeded.</summary>
    public string BackendName { get; init; } = "backend";

    public Sandbox Sandbox { get; } = new();

    /// <summary>The place of a backend's data.</summary>
    public Func<string, string>? Place { get; init; }

    /// <summary>Folders that are not in the sandbox's own, by their names.</summary>
    public Dictionary<string, string> Elsewhere { get; } = new(StringComparer.Ordinal);

    public string Made => Folder("made");
    public string Snapshot => Folder("snapshot");

    /// <summary>A stage's folder.</summary>
    public string Folder(string name) => Elsewhere.GetValueOrDefault(name) ?? Sandbox.Folder(name);

    public async Task MakeAsync(int modules = 6) =>
        (
            await Sandbox.BenchAsync(
                "hub",
                "make-modules",
                "--dir",
                Made,
                "--modules",
                modules.ToString(CultureInfo.InvariantCulture),
                "--files",
                "9",
                "--size",
                "100-9000",
                "--duplicates",
                "0.3"
            )
        ).ShouldHaveCode(0);

    public Task<Ended> SeedAsync(params IReadOnlyList<string> more) =>
        Sandbox.BenchAsync(Seeding(more));

    public IReadOnlyList<string> Seeding(params IReadOnlyList<string> more) =>
        [
            "hub",
            "seed",
            "--snapshot-dir",
            Made,
            "--hub-data-dir",
            Folder("hub-b"),
            "--backend-dir",
            PlaceOf(BackendName),
            .. Backend,
            .. Hub,
            .. more,
        ];

    public Task<Ended> PreserveAsync(params IReadOnlyList<string> more) =>
        Sandbox.BenchAsync(Preserving(more));

    public IReadOnlyList<string> Preserving(params IReadOnlyList<string> more) =>
        [
            "hub",
            "preserve",
            "--backend-dir",
            PlaceOf(BackendName),
            "--dest",
            PlaceOf("seeded"),
            .. Backend,
            .. more,
        ];

    public Task<Ended> PerfAsync(params IReadOnlyList<string> more) =>
        Sandbox.BenchAsync(Measuring(more));

    public IReadOnlyList<string> Measuring(params IReadOnlyList<string> more) =>
        [
            "hub",
            "perf",
            "--seeded",
            PlaceOf("seeded"),
            "--run-dir",
            PlaceOf("run"),
            "--hub-data-dir",
            Folder("hub-c"),
            "--archive-dir",
            Sandbox.Folder("perf-runs"),
            .. Backend,
            .. Hub,
            .. more,
        ];

    public Task<Ended> SnapshotAsync(string source, params IReadOnlyList<string> more) =>
        Sandbox.BenchAsync(Taking(source, more));

    public IReadOnlyList<string> Taking(string source, params IReadOnlyList<string> more) =>
        [
            "hub",
            "snapshot",
            "--source",
            source,
            "--snapshot-dir",
            Snapshot,
            "--hub-data-dir",
            Folder("hub-a"),
            .. Hub,
            .. more,
        ];

    public string PlaceOf(string name) => Place?.Invoke(name) ?? Folder(name);

    /// <summary>The summaries of all iterations so far.</summary>
    public IReadOnlyList<JsonElement> Summaries =>
        [
            .. Directory
                .GetDirectories(Sandbox.Folder("perf-runs"))
                .Order(StringComparer.Ordinal)
                .Select(folder => Path.Combine(folder, "summary.json"))
                // An iteration that did not come to its end has none.
                .Where(File.Exists)
                .Select(file => JsonDocument.Parse(File.ReadAllBytes(file)).RootElement),
        ];

    /// <summary>Puts the modules of one folder into those of a hub.</summary>
    public static void Fill(string made, string servers)
    {
        foreach (var file in Directory.GetFiles(made, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(servers, Path.GetRelativePath(made, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    /// <summary>What the modules of a hub hold, without what it knows of them.</summary>
    public static IReadOnlyList<string> Served(string servers) =>
        [.. Tree(servers).Where(line => !line.StartsWith(".bench-hub/", StringComparison.Ordinal))];

    /// <summary>What the modules of a snapshot hold, without what stands beside them.</summary>
    public static IReadOnlyList<string> Modules(string snapshot) =>
        [
            .. Tree(snapshot)
                .Where(line => !line.StartsWith("bench-snapshot.json ", StringComparison.Ordinal)),
        ];

    /// <summary>What a folder of modules holds, a line for each file.</summary>
    public static IReadOnlyList<string> Tree(string folder) =>
        [
            .. Directory
                .GetFiles(folder, "*", SearchOption.AllDirectories)
                .Order(StringComparer.Ordinal)
                .Select(file =>
                    $"{Path.GetRelativePath(folder, file)} {Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)))}"
                ),
        ];

    public ValueTask DisposeAsync() => Sandbox.DisposeAsync();
}
