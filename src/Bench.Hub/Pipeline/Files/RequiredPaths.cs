namespace Bench.Hub.Pipeline.Files;

/// <summary>Checks of paths, before anything is started.</summary>
internal static class RequiredPaths
{
    /// <exception cref="PipelineInputException">There is no such folder.</exception>
    public static void Need(string flag, string folder, string remedy)
    {
        if (!Directory.Exists(folder))
        {
            throw new PipelineInputException($"{flag} {folder}: there is no such folder; {remedy}");
        }
    }

    /// <summary>Folders that are wiped or written must not lie in one that is kept, nor around it.</summary>
    /// <exception cref="PipelineInputException">They do.</exception>
    public static void Apart(string flag, string folder, string otherFlag, string other)
    {
        var (a, b) = (WithSlash(folder), WithSlash(other));
        if (a.StartsWith(b, StringComparison.Ordinal) || b.StartsWith(a, StringComparison.Ordinal))
        {
            throw new PipelineInputException(
                $"{flag} {folder} and {otherFlag} {other} lie in one another, and one of them is wiped; use folders beside each other"
            );
        }
    }

    /// <summary>The place if it is a folder of this machine, and no prefix of a bucket.</summary>
    public static IEnumerable<string> Local(string place) =>
        Path.IsPathFullyQualified(place) ? [place] : [];

    private static string WithSlash(string path) =>
        Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)) + "/";
}
