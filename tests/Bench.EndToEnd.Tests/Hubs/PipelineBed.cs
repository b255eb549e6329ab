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

    public string Made => Sandbox.Folder("made");
    public string Snapshot => Sandbox.Folder("snapshot");

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

    public Task<Ended> SeedAsync(params IReadOnlyList<string> more) => StartSeed(more).EndAsync();

    public BenchProcess StartSeed(params IReadOnlyList<string> more) =>
        Sandbox.Start([
            "hub",
            "seed",
            "--snapshot-dir",
            Made,
            "--hub-data-dir",
            Sandbox.Folder("hub-b"),
            "--backend-dir",
            PlaceOf(BackendName),
            .. Backend,
            .. Hub,
            .. more,
        ]);

    public Task<Ended> PreserveAsync(params IReadOnlyList<string> more) =>
        Sandbox.BenchAsync([
            "hub",
            "preserve",
            "--backend-dir",
            PlaceOf(BackendName),
            "--dest",
            PlaceOf("seeded"),
            .. Backend,
            .. more,
        ]);

    public Task<Ended> PerfAsync(params IReadOnlyList<string> more) =>
        Sandbox.BenchAsync([
            "hub",
            "perf",
            "--seeded",
            PlaceOf("seeded"),
            "--run-dir",
            PlaceOf("run"),
            "--hub-data-dir",
            Sandbox.Folder("hub-c"),
            "--archive-dir",
            Sandbox.Folder("perf-runs"),
            .. Backend,
            .. Hub,
            .. more,
        ]);

    public Task<Ended> SnapshotAsync(string source, params IReadOnlyList<string> more) =>
        Sandbox.BenchAsync([
            "hub",
            "snapshot",
            "--source",
            source,
            "--snapshot-dir",
            Snapshot,
            "--hub-data-dir",
            Sandbox.Folder("hub-a"),
            .. Hub,
            .. more,
        ]);

    public string PlaceOf(string name) => Place?.Invoke(name) ?? Sandbox.Folder(name);

    /// <summary>The summaries of all iterations so far.</summary>
    public IReadOnlyList<JsonElement> Summaries =>
        [
            .. Directory
                .GetDirectories(Sandbox.Folder("perf-runs"))
                .Order(StringComparer.Ordinal)
                .Select(folder =>
                    JsonDocument
                        .Parse(File.ReadAllBytes(Path.Combine(folder, "summary.json")))
                        .RootElement
                ),
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
