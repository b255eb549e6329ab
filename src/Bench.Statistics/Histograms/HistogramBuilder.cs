namespace Bench.Statistics.Histograms;

/// <summary>
/// Accumulates bins, samples and whole histograms. Its memory does not grow with what is added as long as the values
/// are those of fio's bins; others (another bin width, exact values) are kept apart, one entry for each different
/// value. Not safe for use from several threads at once.
/// </summary>
public sealed class HistogramBuilder
{
    private readonly long[] fioCounts = new long[FioBins.Count];
    private readonly SortedDictionary<long, long> otherCounts = [];

    /// <summary>Number of samples added.</summary>
    public long Count { get; private set; }

    /// <summary>Adds a bin with its value unchanged.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value or the count is negative.</exception>
    /// <exception cref="OverflowException">There would be more samples than a long can count; nothing was added.</exception>
    public void Add(long value, long count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        Count = checked(Count + count);
        AddCounted(value, count);
    }

    /// <summary>Adds all samples of a histogram.</summary>
    /// <exception cref="OverflowException">There would be more samples than a long can count; nothing was added.</exception>
    public void Add(Histogram histogram)
    {
        Count = checked(Count + histogram.Count);
        foreach (var bin in histogram.Bins)
        {
            AddCounted(bin.Value, bin.Count);
        }
    }

    /// <summary>Adds all that another builder holds.</summary>
    /// <exception cref="OverflowException">There would be more samples than a long can count; nothing was added.</exception>
    public void Add(HistogramBuilder other) => Add(other.Build());

    /// <summary>Adds one sample to the bin of fio's that holds it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The sample is negative.</exception>
    /// <exception cref="OverflowException">There would be more samples than a long can count; nothing was added.</exception>
    public void AddSample(long sample)
    {
        var index = FioBins.IndexOf(sample);
        Count = checked(Count + 1);
        fioCounts[index]++;
    }

    /// <summary>Forgets all that was added, to be used again without new memory.</summary>
    public void Clear()
    {
        Array.Clear(fioCounts);
        otherCounts.Clear();
        Count = 0;
    }

    /// <summary>What was added so far; later additions do not change it.</summary>
    public Histogram Build()
    {
        if (Count == 0)
        {
            return Histogram.Empty;
        }
        var fioBins = fioCounts.Select(
            (count, index) => new HistogramBin(FioBins.ValueOf(index), count)
        );
        var bins = fioBins.Where(bin => bin.Count > 0).ToList();
        if (otherCounts.Count > 0)
        {
            bins.AddRange(otherCounts.Select(other => new HistogramBin(other.Key, other.Value)));
            bins.Sort((a, b) => a.Value.CompareTo(b.Value));
        }
        return new Histogram([.. bins]);
    }

    // The sum of all bins was checked before, so that no single one can overflow.
    private void AddCounted(long value, long count)
    {
        if (FioBins.TryIndexOfBinValue(value, out var index))
        {
            fioCounts[index] += count;
        }
        else if (count > 0)
        {
            otherCounts[value] = otherCounts.GetValueOrDefault(value) + count;
        }
    }
}
