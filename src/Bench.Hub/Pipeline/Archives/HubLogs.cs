using System.Globalization;

namespace Bench.Hub.Pipeline.Archives;

/// <summary>
/// Keeps what a hub has written below <c>logs/</c> of its data: its own structured log, and those of its instances. They
/// are bounded: of a long file the end is kept, and <c>left-out.txt</c> says what is missing.
/// </summary>
internal static class HubLogs
{
    public const string Folder = "logs";
    public const string LeftOut = "left-out.txt";

    private const long LongestFile = 16L << 20;
    private const long Room = 64L << 20;

    /// <summary>Of the hub's own files, which come before the others.</summary>
    private const string OwnPrefix = "hub";

    /// <param name="hubData">The hub's data.</param>
    /// <param name="target">Gets the files; what is there stays.</param>
    /// <param name="longestFile">Bytes of a file at the most.</param>
    /// <param name="room">Bytes of all files at the most.</param>
    /// <exception cref="IOException">A file cannot be read or written; those before it are kept.</exception>
    public static void Keep(
        string hubData,
        string target,
        long longestFile = LongestFile,
        long room = Room
    )
    {
        var source = Path.Combine(hubData, Folder);
        if (!Directory.Exists(source))
        {
            return;
        }
        var missing = new List<string>();
        foreach (var file in Files(source))
        {
            var name = Path.GetRelativePath(source, file.FullName);
            var to = Path.Combine(target, name);
            var length = Math.Min(file.Length, Math.Min(longestFile, room));
            if ((length == 0 && file.Length > 0) || File.Exists(to))
            {
                missing.Add(Line(name, file.Length, "all"));
                continue;
            }
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            var kept = CopyEnd(file.FullName, to, length);
            room -= kept;
            if (kept < file.Length)
            {
                missing.Add(Line(name, file.Length - kept, "the first"));
            }
        }
        if (missing.Count > 0)
        {
            File.WriteAllLines(Path.Combine(target, LeftOut), missing);
        }
    }

    /// <summary>The hub's own, then the others, of each the last written first.</summary>
    private static IEnumerable<FileInfo> Files(string source) =>
        new DirectoryInfo(source)
            .EnumerateFiles(
                "*",
                new EnumerationOptions
                {
                    RecurseSubdirectories = true,
                    // Links could lead anywhere.
                    AttributesToSkip = FileAttributes.ReparsePoint,
                }
            )
            .OrderByDescending(file => file.Name.StartsWith(OwnPrefix, StringComparison.Ordinal))
            .ThenByDescending(file => file.LastWriteTimeUtc)
            .ThenBy(file => file.FullName, StringComparer.Ordinal);

    private static string Line(string name, long bytes, string which) =>
        string.Create(CultureInfo.InvariantCulture, $"{name}: {which} {bytes} bytes");

    /// <summary>The last bytes of a file, from the beginning of a line on where it is cut.</summary>
    /// <returns>How many were copied.</returns>
    private static long CopyEnd(string from, string to, long length)
    {
        // Whoever still writes it may go on.
        using var input = new FileStream(
            from,
            FileMode.Open,
            FileAccess.Read,
            FileShare.ReadWrite | FileShare.Delete
        );
        var begin = Math.Max(0, input.Length - length);
        input.Position = begin;
        if (begin > 0)
        {
            input.Position = begin - 1;
            while (input.ReadByte() is not (-1 or (byte)'\n')) { }
        }
        using var output = new FileStream(to, FileMode.CreateNew, FileAccess.Write);
        input.CopyTo(output);
        return output.Length;
    }
}
