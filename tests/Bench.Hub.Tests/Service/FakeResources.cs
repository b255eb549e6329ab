using Bench.Host.Counters;
using Bench.Hub.Service;

namespace Bench.Hub.Tests.Service;

/// <summary>A machine of which a test says what is left, and what each group of processes holds.</summary>
internal sealed class FakeResources : IHostResources
{
    /// <summary>Thrown instead of an answer.</summary>
    public Exception? Failure { get; set; }

    public MemoryCounters ReadMemory() =>
        Failure is null ? new MemoryCounters(8L << 30, 3L << 30, 0) : throw Failure;

    public (long Total, long Free) ReadDisk(string folder) => (40L << 30, 10L << 30);

    /// <summary>The hub's own group and those of instances.</summary>
    public IReadOnlyDictionary<int, long> ReadGroups(IReadOnlySet<int> groups) =>
        groups.ToDictionary(group => group, _ => 1L << 30);
}
