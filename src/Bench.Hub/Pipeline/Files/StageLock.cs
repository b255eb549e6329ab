namespace Bench.Hub.Pipeline.Files;

/// <summary>What two stages must not work in at once.</summary>
/// <param name="Place">The folder, or the URI of a prefix, for people.</param>
/// <param name="File">The file that is locked.</param>
public sealed record StageLock(string Place, string File)
{
    private const string Suffix = ".lock";

    /// <summary>Of a folder, which need not exist. The file stands beside it, as some folders are wiped.</summary>
    public static StageLock OfFolder(string folder)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        return new(full, full + Suffix);
    }

    /// <summary>Of what is on no volume of this machine.</summary>
    /// <param name="place">For people.</param>
    /// <param name="folder">Of such locks.</param>
    /// <param name="name">That of the file, without its ending.</param>
    public static StageLock In(string folder, string name, string place) =>
        new(place, Path.Combine(folder, name + Suffix));
}
