using System.Text.Json;
using Bench.Host.Locks;

namespace Bench.Mounts.ToolSources.Building;

/// <summary>
/// The programs that a host keeps, one folder each, named by a digest of all that went into it. A folder appears whole
/// or not at all, and its program is used only while it has the digest that it was made with.
/// </summary>
internal sealed class ToolStore(ToolHost host, string name)
{
    private const string ManifestName = "manifest.json";
    private const string Temporary = ".tmp";
    private static readonly TimeSpan LockPoll = TimeSpan.FromMilliseconds(50);
    private readonly string _folder = Path.Combine(host.CacheFolder, name);

    /// <summary>The kept program, made first where there is none that holds.</summary>
    /// <param name="key">Digest of what it is made from.</param>
    /// <param name="make">Puts the program into the folder that it is given, which is a scratch folder.</param>
    public async Task<Tool> GetAsync(
        string key,
        Func<string, CancellationToken, Task<MadeTool>> make,
        CancellationToken cancel
    )
    {
        ToolCacheFolder.Prepare(host.CacheFolder);
        var entry = Path.Combine(_folder, key);
        if (await KeptAsync(entry, cancel) is { } kept)
        {
            return kept;
        }
        // Others of this host that want the same wait here, and then find it.
        using var held = await LockAsync($"{entry}.lock", cancel);
        if (await KeptAsync(entry, cancel) is { } madeByAnother)
        {
            return madeByAnother;
        }
        Sweep(key);
        var work = $"{entry}.{Guid.NewGuid():N}{Temporary}";
        Directory.CreateDirectory(work);
        try
        {
            var made = await make(work, cancel);
            return await KeepAsync(entry, work, made, cancel);
        }
        finally
        {
            Scratch.TryDelete(work);
        }
    }

    /// <summary>The kept program; null if there is none that holds. Makes nothing.</summary>
    public Task<Tool?> FindAsync(string key, CancellationToken cancel)
    {
        ToolCacheFolder.Check(host.CacheFolder);
        return KeptAsync(Path.Combine(_folder, key), cancel);
    }

    /// <summary>Where the log of a failed build is kept.</summary>
    public string FailedLog(string key) => Path.Combine(_folder, $"{key}.failed.log");

    private async Task<HostFileLock> LockAsync(string path, CancellationToken cancel)
    {
        if (HostFileLock.TryAcquire(path) is { } free)
        {
            return free;
        }
        host.Log($"another worker of this host gets {name}; waiting for it");
        return await HostFileLock.AcquireAsync(path, LockPoll, host.Time, cancel);
    }

    /// <summary>The program of a folder if its digest still holds.</summary>
    private async Task<Tool?> KeptAsync(string entry, CancellationToken cancel)
    {
        if (await ReadManifestAsync(entry, cancel) is not { } manifest)
        {
            return null;
        }
        var path = Path.Combine(entry, Path.GetFileName(manifest.Program));
        if (
            !File.Exists(path)
            || !string.Equals(
                await FileDigest.Sha256Async(path, cancel),
                manifest.Sha256,
                StringComparison.Ordinal
            )
        )
        {
            host.Log($"{path} is not what was put there; it is made again");
            return null;
        }
        return new Tool(name, path, manifest.Sha256, manifest.Version, manifest.Commit);
    }

    private static async Task<ToolManifest?> ReadManifestAsync(
        string entry,
        CancellationToken cancel
    )
    {
        try
        {
            var bytes = await File.ReadAllBytesAsync(Path.Combine(entry, ManifestName), cancel);
            var manifest = JsonSerializer.Deserialize(bytes, ToolJson.Default.ToolManifest);
            return manifest?.Schema == ToolManifest.CurrentSchema ? manifest : null;
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
            // Absent, or cut off when the machine died: made again either way.
            return null;
        }
    }

    private async Task<Tool> KeepAsync(
        string entry,
        string work,
        MadeTool made,
        CancellationToken cancel
    )
    {
        var whole = Path.Combine(work, "entry");
        Directory.CreateDirectory(whole);
        var program = Path.Combine(whole, name);
        File.Copy(made.Path, program);
        Permissions.MakeExecutable(program);
        var sha256 = await FileDigest.Sha256Async(program, cancel);
        var version = await made.VersionAsync(program, cancel);
        if (made.LogPath is { } log)
        {
            File.Copy(log, Path.Combine(whole, "build.log"));
        }
        var manifest = new ToolManifest
        {
            Schema = ToolManifest.CurrentSchema,
            Name = name,
            Program = name,
            Sha256 = sha256,
            Version = version,
            Commit = made.Commit,
            Origin = made.Origin,
            PackageSha256 = made.PackageSha256,
        };
        await File.WriteAllBytesAsync(
            Path.Combine(whole, ManifestName),
            JsonSerializer.SerializeToUtf8Bytes(manifest, ToolJson.Default.ToolManifest),
            cancel
        );
        if (Directory.Exists(entry))
        {
            Directory.Move(entry, Path.Combine(work, "replaced"));
        }
        Directory.Move(whole, entry);
        return new Tool(name, Path.Combine(entry, name), sha256, version, made.Commit);
    }

    /// <summary>What a builder that was killed left behind. Its lock is ours, so nobody works there.</summary>
    private void Sweep(string key)
    {
        foreach (var left in Directory.GetDirectories(_folder, $"{key}.*{Temporary}"))
        {
            Scratch.TryDelete(left);
        }
    }
}

/// <summary>A program in a scratch folder.</summary>
internal sealed record MadeTool
{
    public required string Path { get; init; }
    public required string Origin { get; init; }
    public string? Commit { get; init; }
    public string? PackageSha256 { get; init; }
    public string? LogPath { get; init; }

    /// <summary>Asks the program at a path for its version.</summary>
    public required Func<string, CancellationToken, Task<string?>> VersionAsync { get; init; }
}
