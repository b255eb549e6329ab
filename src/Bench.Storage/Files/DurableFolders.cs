using System.Collections.Concurrent;

namespace Bench.Storage.Files;

/// <summary>
/// Makes names survive a crash of the machine: the names in a folder, and once for each folder its own name and those
/// of the folders above it, up to the root.
/// </summary>
internal sealed class DurableFolders(string root)
{
    private readonly ConcurrentDictionary<string, bool> _named = new(StringComparer.Ordinal);

    public void Sync(string folder)
    {
        Posix.SyncDirectory(folder);
        if (folder.Length > root.Length && !_named.ContainsKey(folder))
        {
            Sync(Path.GetDirectoryName(folder)!);
            _named[folder] = true;
        }
    }
}
