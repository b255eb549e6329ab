using System.Formats.Tar;
using System.IO.Compression;
using Bench.Mounts.ToolSources.Building;

namespace Bench.Mounts.ToolSources.Releases;

/// <summary>Unpacks a package by what its name says it is; any other file is the program itself.</summary>
internal sealed class Unpacking(ToolHost host)
{
    private const string Debian = ".deb";
    private static readonly Dictionary<string, string?> s_english = new() { ["LC_ALL"] = "C" };

    public async Task UnpackAsync(string package, string folder, CancellationToken cancel)
    {
        try
        {
            if (Ends(package, Debian))
            {
                await DebianAsync(package, folder, cancel);
            }
            else if (Ends(package, ".tar.gz") || Ends(package, ".tgz"))
            {
                await using var file = File.OpenRead(package);
                await using var plain = new GZipStream(file, CompressionMode.Decompress);
                await TarAsync(plain, folder, cancel);
            }
            else if (Ends(package, ".tar"))
            {
                await using var file = File.OpenRead(package);
                await TarAsync(file, folder, cancel);
            }
        }
        catch (Exception e) when (e is IOException or InvalidDataException or FormatException)
        {
            throw new ToolSourceException(
                $"the package {Path.GetFileName(package)} cannot be unpacked: {e.Message}; is it the right one?",
                e
            );
        }
    }

    /// <summary>Entries that lead out of the folder are refused by the reader itself.</summary>
    private static Task TarAsync(Stream tar, string folder, CancellationToken cancel)
    {
        Directory.CreateDirectory(folder);
        return TarFile.ExtractToDirectoryAsync(tar, folder, overwriteFiles: false, cancel);
    }

    /// <summary>What unpacking a package of this name needs is here.</summary>
    public void Require(string package)
    {
        if (Ends(package, Debian) && new ToolCommands(host, s_english).Find("dpkg-deb") is null)
        {
            throw new ToolSourceException(
                $"{Path.GetFileName(package)} needs dpkg-deb, which is not on the PATH; install dpkg, or name a program in the commit column (path:/… or installed)"
            );
        }
    }

    private async Task DebianAsync(string package, string folder, CancellationToken cancel)
    {
        Require(package);
        var commands = new ToolCommands(host, s_english);
        var result = await commands.RunAsync(
            ["dpkg-deb", "-x", package, folder],
            Path.GetDirectoryName(package)!,
            $"{folder}.out",
            $"{folder}.err",
            host.Limits.Fetch,
            cancel
        );
        if (!result.Succeeded)
        {
            throw new ToolSourceException(
                $"the package {Path.GetFileName(package)} cannot be unpacked: {result.Complaint}; is it the right one?"
            );
        }
    }

    private static bool Ends(string name, string extension) =>
        name.EndsWith(extension, StringComparison.OrdinalIgnoreCase);
}
