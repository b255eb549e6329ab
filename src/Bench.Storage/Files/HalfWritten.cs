using System.Globalization;

namespace Bench.Storage.Files;

/// <summary>
/// The folder of half-written objects. A file's name tells its writer, so that the files of a killed one can be
/// removed by whoever writes next.
/// </summary>
internal sealed class HalfWritten(string root)
{
    private static readonly string Writer = WriterOfThisProcess();
    private readonly string _folder = $"{root}/{FileKeys.Temporary}";
    private readonly string _prefix = $"{Writer}-{Guid.NewGuid():N}-";
    private long _count;
    private int _cleaned;

    /// <summary>A path that no other writer uses. Makes the folder; the first call removes what dead writers left.</summary>
    public string NewPath()
    {
        Directory.CreateDirectory(_folder);
        if (Interlocked.Exchange(ref _cleaned, 1) == 0)
        {
            RemoveOfTheDead();
        }
        return $"{_folder}/{_prefix}{Interlocked.Increment(ref _count)}";
    }

    private void RemoveOfTheDead()
    {
        try
        {
            foreach (var path in Directory.EnumerateFiles(_folder))
            {
                if (IsOfTheDead(Path.GetFileName(path)))
                {
                    File.Delete(path);
                }
            }
        }
        catch (Exception e) when (FileErrors.IsFileSystemError(e))
        {
            // What stays takes room but is no object; no reason to refuse a write.
        }
    }

    /// <summary>
    /// Proven, not guessed: written under this boot and in this process namespace, by a process that is gone. A
    /// process id that was given to another process since only keeps the file for longer.
    /// </summary>
    private static bool IsOfTheDead(string name)
    {
        var parts = name.Split('-');
        return parts.Length == 5
            && name.StartsWith(Space(Writer), StringComparison.Ordinal)
            && int.TryParse(
                parts[2],
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var process
            )
            && process > 0
            && !Posix.ProcessExists(process);
    }

    private static string Space(string writer) => writer[..(writer.LastIndexOf('-') + 1)];

    /// <summary>Boot id, namespace of process ids, and process id.</summary>
    private static string WriterOfThisProcess()
    {
        try
        {
            var boot = File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();
            var space = File.ResolveLinkTarget("/proc/self/ns/pid", returnFinalTarget: false)!.Name;
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{boot.Replace("-", "", StringComparison.Ordinal)}-{string.Concat(space.Where(char.IsAsciiDigit))}-{Environment.ProcessId}"
            );
        }
        catch (Exception e) when (FileErrors.IsFileSystemError(e))
        {
            // Equal to no other process's, so that nothing is ever removed as being of a dead one.
            return $"{Guid.NewGuid():N}-0-{Environment.ProcessId}";
        }
    }
}
