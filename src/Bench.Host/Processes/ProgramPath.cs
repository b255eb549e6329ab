using Bench.Host.Interop;

namespace Bench.Host.Processes;

/// <summary>Finds the file of a program.</summary>
public static class ProgramPath
{
    /// <summary>The absolute path of a program, or null if there is none that may be executed.</summary>
    /// <param name="fileName">A path or a bare name.</param>
    /// <param name="workingDirectory">Where relative paths begin; null is this process's own.</param>
    /// <param name="searchPath">Folders separated by colons, for bare names; null is this process's <c>PATH</c>.</param>
    public static string? Find(
        string fileName,
        string? workingDirectory = null,
        string? searchPath = null
    )
    {
        if (fileName.Length == 0)
            return null;
        var root = Path.GetFullPath(workingDirectory ?? ".");
        if (fileName.Contains('/', StringComparison.Ordinal))
            return Executable(Path.GetFullPath(fileName, root));
        var folders = (searchPath ?? Environment.GetEnvironmentVariable("PATH") ?? "").Split(':');
        return folders
            .Where(folder => folder.Length > 0)
            .Select(folder => Executable(Path.Combine(Path.GetFullPath(folder, root), fileName)))
            .FirstOrDefault(path => path is not null);
    }

    private static string? Executable(string path) =>
        NativeFiles.Status(path, out var status) == 0
        && status.IsRegularFile
        && NativeFiles.Access(path, NativeFiles.ExecutePermission) == 0
            ? path
            : null;
}
