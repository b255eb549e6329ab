namespace Bench.Hub.Packing;

/// <summary>Best fit, decreasing: greedy, deterministic, and at most about a fifth more bins than needed.</summary>
internal static class BinPacking
{
    /// <summary>Indexes of the sizes, by bin, in rising order. What is larger than a bin has one of its own.</summary>
    public static IReadOnlyList<IReadOnlyList<int>> Of(IReadOnlyList<long> sizes, long capacity)
    {
        var bins = new List<List<int>>();
        var free = new SortedSet<(long Free, int Bin)>();
        foreach (
            var index in Enumerable
                .Range(0, sizes.Count)
                .OrderByDescending(i => sizes[i])
                .ThenBy(i => i)
        )
        {
            var size = sizes[index];
            using var fitting = free.GetViewBetween((size, 0), (long.MaxValue, 0)).GetEnumerator();
            var (left, bin) = fitting.MoveNext() ? fitting.Current : (capacity, bins.Count);
            if (bin == bins.Count)
            {
                bins.Add([]);
            }
            else
            {
                free.Remove((left, bin));
            }
            bins[bin].Add(index);
            if (left > size)
            {
                free.Add((left - size, bin));
            }
        }
        foreach (var bin in bins)
        {
            bin.Sort();
        }
        return bins;
    }
}
