using System.Globalization;
using System.Text;

namespace Bench.Workloads.Fio;

/// <summary>
/// The file beside a read set that says it is whole: the name and size of each of its files. A set that does not hold
/// to its mark is made anew, or fio would lay out what is missing inside the measured run.
/// </summary>
internal static class ReadSetMark
{
    /// <summary>Whether there is a mark, and every file that it names has its size.</summary>
    public static bool Holds(string readSet)
    {
        var mark = DataFolders.ReadyMark(readSet);
        if (!File.Exists(mark))
        {
            return false;
        }
        var lines = File.ReadAllLines(mark);
        // The count in the first line tells a mark that was cut off.
        return lines.Length > 0
            && lines[0] == Head(lines.Length - 1)
            && lines.Skip(1).All(line => IsThere(readSet, line));
    }

    public static async Task WriteAsync(string readSet, CancellationToken cancel)
    {
        var files = new DirectoryInfo(readSet)
            .EnumerateFiles("*", SearchOption.AllDirectories)
            .Select(file =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{file.Length} {Path.GetRelativePath(readSet, file.FullName)}"
                )
            )
            .Order(StringComparer.Ordinal)
            .ToList();
        var text = new StringBuilder(Head(files.Count)).Append('\n');
        files.ForEach(file => text.Append(file).Append('\n'));
        await File.WriteAllTextAsync(DataFolders.ReadyMark(readSet), text.ToString(), cancel);
    }

    private static string Head(int files) =>
        string.Create(CultureInfo.InvariantCulture, $"read set of {files} files");

    private static bool IsThere(string readSet, string line)
    {
        var blank = line.IndexOf(' ', StringComparison.Ordinal);
        if (
            blank < 0
            || !long.TryParse(
                line.AsSpan(0, blank),
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var size
            )
        )
        {
            return false;
        }
        var file = new FileInfo(Path.Combine(readSet, line[(blank + 1)..]));
        return file.Exists && file.Length == size;
    }
}
