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

    /// <summary>Folders that are wiped or written must not lie in one that is kept, nor around it, by whatever names.</summary>
    /// <exception cref="PipelineInputException">They do.</exception>
    public static void Apart(string flag, string folder, string otherFlag, string other) =>
        Apart((flag, folder), (otherFlag, other), RealPath.Of);

    /// <summary>The same of two places of one kind: folders, or prefixes of buckets.</summary>
    /// <exception cref="PipelineInputException">They do.</exception>
    public static void PlacesApart(string flag, string place, string otherFlag, string other) =>
        Apart((flag, place), (otherFlag, other), IsLocal(place) ? RealPath.Of : static key => key);

    /// <summary>The same of a folder and a place; a prefix of a bucket is apart from every folder.</summary>
    /// <exception cref="PipelineInputException">They do.</exception>
    public static void FolderApart(string flag, string folder, string otherFlag, string place)
    {
        if (IsLocal(place))
        {
            Apart(flag, folder, otherFlag, place);
        }
    }

    /// <summary>Whether it is a folder of this machine, and no prefix of a bucket.</summary>
    private static bool IsLocal(string place) => Path.IsPathFullyQualified(place);

    private static void Apart(
        (string Flag, string Place) one,
        (string Flag, string Place) other,
        Func<string, string> real
    )
    {
        var (a, b) = (WithSlash(real(one.Place)), WithSlash(real(other.Place)));
        if (a.StartsWith(b, StringComparison.Ordinal) || b.StartsWith(a, StringComparison.Ordinal))
        {
            throw new PipelineInputException(
                $"{one.Flag} {one.Place} and {other.Flag} {other.Place} lie in one another, and one of them is wiped or written; use places beside each other"
            );
        }
    }

    private static string WithSlash(string place) => place.TrimEnd('/') + "/";
}
