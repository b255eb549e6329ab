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
        var key = FileDigest.KeyOf([address.AbsoluteUri, release.Artefact, expected ?? ""]);
        return store.GetAsync(
            key,
            (work, token) => MakeAsync(release, address, expected, work, token),
            cancel
        );
    }

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
        await FetchAsync(address, package, cancel);
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

    private async Task FetchAsync(Uri address, string package, CancellationToken cancel)
    {
        using var limit = new CancellationTokenSource(host.Limits.Fetch, host.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancel, limit.Token);
        try
        {
            await host.Fetcher.FetchAsync(address, package, both.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new ToolSourceException(
                $"{address} was not there after {host.Limits.Fetch.TotalMinutes:0} minutes; try again, or name a program in the commit column (path:/… or installed)"
            );
        }
    }
}
