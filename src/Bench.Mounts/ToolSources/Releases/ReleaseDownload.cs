using System.Runtime.InteropServices;
using Bench.Model.Runs;
using Bench.Mounts.ToolSources.Building;

namespace Bench.Mounts.ToolSources.Releases;

/// <summary>Gets a release's program out of its package.</summary>
internal sealed class ReleaseDownload(ToolHost host, ToolSource source, ToolStore store)
{
    public Task<Tool> GetAsync(ToolRelease release, string version, CancellationToken cancel)
    {
        var address = AddressOf(release, version);
        var expected = release.Sha256?.GetValueOrDefault(version);
        return store.GetAsync(
            KeyOf(release, version),
            (work, token) => MakeAsync(release, address, expected, work, token),
            cancel
        );
    }

    /// <summary>The program if it was downloaded before; null if it was not.</summary>
    public Task<Tool?> FindAsync(ToolRelease release, string version, CancellationToken cancel) =>
        store.FindAsync(KeyOf(release, version), cancel);

    /// <summary>Whether the package could be had: it is there, and can be unpacked here.</summary>
    /// <returns>Its address.</returns>
    /// <exception cref="ToolSourceException">It could not; the message says why.</exception>
    public async Task<Uri> CheckAsync(ToolRelease release, string version, CancellationToken cancel)
    {
        var address = AddressOf(release, version);
        new Unpacking(host).Require(Path.GetFileName(address.AbsolutePath));
        await WithinAsync(
            address,
            host.Limits.Query,
            token => host.Fetcher.CheckAsync(address, token),
            cancel
        );
        return address;
    }

    private string KeyOf(ToolRelease release, string version) =>
        FileDigest.KeyOf([
            AddressOf(release, version).AbsoluteUri,
            release.Artefact,
            release.Sha256?.GetValueOrDefault(version) ?? "",
        ]);

    private Uri AddressOf(ToolRelease release, string version)
    {
        var text = release
            .Url.Replace("{version}", version, StringComparison.Ordinal)
            .Replace("{arch}", Architecture, StringComparison.Ordinal);
        return Uri.TryCreate(text, UriKind.Absolute, out var address)
            ? address
            : throw new ToolSourceException(
                $"the release of {source.Name} has the URL '{text}', which is none; correct the tool source"
            );
    }

    private static string Architecture =>
        RuntimeInformation.OSArchitecture switch
        {
            System.Runtime.InteropServices.Architecture.X64 => "amd64",
            System.Runtime.InteropServices.Architecture.Arm64 => "arm64",
            var other => other.ToString().ToLowerInvariant(),
        };

    private async Task<MadeTool> MakeAsync(
        ToolRelease release,
        Uri address,
        string? expected,
        string work,
        CancellationToken cancel
    )
    {
        host.Log($"downloading {source.Name} from {address}");
        var package = Path.Combine(work, Path.GetFileName(address.AbsolutePath));
        await WithinAsync(
            address,
            host.Limits.Fetch,
            token => host.Fetcher.FetchAsync(address, package, token),
            cancel
        );
        var digest = await FileDigest.Sha256Async(package, cancel);
        if (
            expected is not null
            && !string.Equals(digest, expected, StringComparison.OrdinalIgnoreCase)
        )
        {
            throw new ToolSourceException(
                $"{address} has the SHA-256 {digest}, where the tool source says {expected}; it is not used"
            );
        }
        var unpacked = Path.Combine(work, "unpacked");
        await new Unpacking(host).UnpackAsync(package, unpacked, cancel);
        var program = Directory.Exists(unpacked)
            ? Path.Combine(unpacked, release.Artefact)
            : package;
        return new MadeTool
        {
            Path = File.Exists(program)
                ? program
                : throw new ToolSourceException(
                    $"{address} holds no file {release.Artefact}; correct the release's artefact of the tool source"
                ),
            Origin = address.AbsoluteUri,
            PackageSha256 = digest,
            VersionAsync = new ProgramVersion(host, source).ReadAsync,
        };
    }

    private async Task WithinAsync(
        Uri address,
        TimeSpan most,
        Func<CancellationToken, Task> work,
        CancellationToken cancel
    )
    {
        using var limit = new CancellationTokenSource(most, host.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancel, limit.Token);
        try
        {
            await work(both.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new ToolSourceException(
                $"{address} was not there after {most.TotalMinutes:0} minutes; try again, or name a program in the commit column (path:/… or installed)"
            );
        }
    }
}
