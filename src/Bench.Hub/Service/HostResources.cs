using Bench.Host.Counters;
using Bench.Host.Processes;

namespace Bench.Hub.Service;

/// <summary>This machine.</summary>
public sealed class HostResources : IHostResources
{
    public MemoryCounters ReadMemory() => MemoryCounters.Read();

    public (long Total, long Free) ReadDisk(string folder)
    {
        var volume = new DriveInfo(folder);
        return (volume.TotalSize, volume.AvailableFreeSpace);
    }

    public IReadOnlyDictionary<int, long> ReadGroups(IReadOnlySet<int> groups) =>
        groups.Count == 0
            ? new Dictionary<int, long>()
            : ProcessStat
                .All()
                .Where(process => groups.Contains(process.GroupId))
                .GroupBy(process => process.GroupId)
                .ToDictionary(group => group.Key, group => group.Sum(p => p.ResidentBytes));
}
