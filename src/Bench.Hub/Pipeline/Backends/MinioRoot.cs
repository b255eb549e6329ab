using Bench.Hub.Pipeline.Files;

namespace Bench.Hub.Pipeline.Backends;

/// <summary>The folder that a MinIO server gets as its only drive.</summary>
internal static class MinioRoot
{
    /// <summary>Checks that MinIO would serve this folder and nothing else, and that no stage writes among somebody's files.</summary>
    /// <exception cref="PipelineInputException">It cannot be used.</exception>
    public static void Check(string folder, string bucket)
    {
        // MinIO takes {1...4} for several drives, and any such word for an attempt at it.
        if (
            folder.Contains("...", StringComparison.Ordinal)
            || (
                folder.Contains('{', StringComparison.Ordinal)
                && folder.Contains('}', StringComparison.Ordinal)
            )
        )
        {
            throw Refused(folder, "MinIO expands '...' and braces in a path to several drives");
        }
        if (File.Exists(folder))
        {
            throw Refused(folder, "it is a file, not a folder");
        }
        if (
            Directory.Exists(folder)
            && Directory.EnumerateFileSystemEntries(folder).Any()
            && !File.Exists(Path.Combine(folder, Trees.Mark))
        )
        {
            throw Refused(folder, "it is not empty, and no stage has made it");
        }
        if (new FileInfo(Path.Combine(folder, bucket)).LinkTarget is { } target)
        {
            throw Refused(folder, $"its bucket '{bucket}' is a symbolic link to {target}");
        }
    }

    private static PipelineInputException Refused(string folder, string reason) =>
        new($"--backend minio cannot serve {folder}: {reason}; name another folder");
}
