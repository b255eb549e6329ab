using Bench.Host.Locks;

namespace Bench.Hub.Pipeline.Files;

/// <summary>Folders that a stage works in: locked, so that two stages on one root do not destroy each other's work.</summary>
public sealed class FolderLocks : IDisposable
{
    private readonly List<HostFileLock> _held = [];

    private FolderLocks() { }

    /// <summary>Locks folders, which need not exist. The lock files stand beside them, as some are wiped.</summary>
    /// <exception cref="PipelineInputException">Another stage works in one.</exception>
    public static FolderLocks Take(params IEnumerable<string> folders)
    {
        var locks = new FolderLocks();
        try
        {
            foreach (
                var folder in folders
                    .Select(FileOf)
                    .Distinct(StringComparer.Ordinal)
                    .Order(StringComparer.Ordinal)
            )
            {
                locks._held.Add(
                    HostFileLock.TryAcquire(folder)
                        ?? throw new PipelineInputException(
                            $"another stage works in {folder[..^Suffix.Length]}; wait until it has ended, or use other folders"
                        )
                );
            }
            return locks;
        }
        catch
        {
            locks.Dispose();
            throw;
        }
    }

    private const string Suffix = ".lock";

    private static string FileOf(string folder) =>
        Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)) + Suffix;

    public void Dispose() => _held.ForEach(held => held.Dispose());
}
