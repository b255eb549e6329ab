namespace Bench.Hub.Instances.Folders;

/// <summary>Walks a folder without ever following a link out of it.</summary>
internal static class FolderWalk
{
    private static readonly EnumerationOptions All = new()
    {
        RecurseSubdirectories = true,
        AttributesToSkip = FileAttributes.ReparsePoint,
        IgnoreInaccessible = false,
    };

    public static IEnumerable<FileInfo> Files(string root) =>
        new DirectoryInfo(root).EnumerateFiles("*", All);
}
