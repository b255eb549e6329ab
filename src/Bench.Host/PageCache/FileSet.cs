namespace Bench.Host.PageCache;

/// <summary>Files and folders given as paths, as the files that they hold.</summary>
internal static class FileSet
{
    /// <summary>Each file; those of folders recursively, without following links. In a stable order.</summary>
    public static IReadOnlyList<string> Expand(IEnumerable<string> paths) =>
        [
            .. paths.SelectMany(path =>
                Directory.Exists(path)
                    ? Directory
                        .EnumerateFiles(path, "*", Options)
                        .Order(StringComparer.Ordinal)
                        .AsEnumerable()
                    : [path]
            ),
        ];

    private static readonly EnumerationOptions Options = new()
    {
        RecurseSubdirectories = true,
        AttributesToSkip = FileAttributes.ReparsePoint,
        IgnoreInaccessible = false,
    };
}
