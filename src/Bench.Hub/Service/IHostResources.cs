using Bench.Host.Counters;

namespace Bench.Hub.Service;

/// <summary>What is left of the machine.</summary>
public interface IHostResources
{
    MemoryCounters ReadMemory();

    /// <summary>Total and free bytes of the volume of a folder.</summary>
    (long Total, long Free) ReadDisk(string folder);

    /// <summary>Resident bytes of process groups, by their ids, in one look.</summary>
    IReadOnlyDictionary<int, long> ReadGroups(IReadOnlySet<int> groups);
}
