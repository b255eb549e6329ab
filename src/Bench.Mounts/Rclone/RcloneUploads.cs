using System.Text.Json;

namespace Bench.Mounts.Rclone;

/// <summary>
/// Files that rclone has taken but not uploaded yet. It uploads some time after a file was closed, and what waits when
/// it is unmounted is lost. For each cached file it keeps a small JSON file that says whether the file is dirty.
/// </summary>
internal sealed class RcloneUploads(string cacheFolder)
{
    private readonly string _folder = Path.Combine(cacheFolder, "vfsMeta");

    public int Pending()
    {
        if (!Directory.Exists(_folder))
        {
            return 0;
        }
        try
        {
            return Directory
                .EnumerateFiles(_folder, "*", SearchOption.AllDirectories)
                .Count(IsDirty);
        }
        catch (DirectoryNotFoundException)
        {
            // A folder went while it was looked at, so something is still going on.
            return 1;
        }
    }

    private static bool IsDirty(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            return document.RootElement.TryGetProperty("Dirty", out var dirty)
                && dirty.ValueKind == JsonValueKind.True;
        }
        catch (JsonException)
        {
            // It is being written.
            return true;
        }
        catch (IOException)
        {
            // It is gone: the file was deleted.
            return false;
        }
    }
}
