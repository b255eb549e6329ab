using System.Globalization;
using System.Text.Json;

namespace Bench.EndToEnd.Tests.Recomputation;

/// <summary>Completion latencies of one direction, pooled from what fio printed.</summary>
internal sealed class RawLatency
{
    private readonly SortedDictionary<long, long> _bins = [];
    private double _sum;
    private double _sumOfSquares;

    public long Count { get; private set; }

    public double Min { get; private set; } = double.PositiveInfinity;

    public double Max { get; private set; }

    public double Mean => _sum / Count;

    public double Stddev =>
        Count < 2 ? 0 : Math.Sqrt((_sumOfSquares - (_sum * _sum / Count)) / (Count - 1));

    public void Add(JsonElement clat)
    {
        var n = clat.GetProperty("N").GetInt64();
        if (n == 0)
        {
            return;
        }
        var mean = clat.GetProperty("mean").GetDouble();
        var stddev = clat.GetProperty("stddev").GetDouble();
        Count += n;
        _sum += n * mean;
        _sumOfSquares += ((n - 1) * stddev * stddev) + (n * mean * mean);
        Min = Math.Min(Min, clat.GetProperty("min").GetDouble());
        Max = Math.Max(Max, clat.GetProperty("max").GetDouble());
        foreach (var bin in clat.GetProperty("bins").EnumerateObject())
        {
            var value = long.Parse(bin.Name, CultureInfo.InvariantCulture);
            _bins[value] = _bins.GetValueOrDefault(value) + bin.Value.GetInt64();
        }
    }

    /// <summary>
    /// Nearest rank: the first bin up to which there are at least <c>quantile × count</c> samples; null with fewer than
    /// ten samples beyond it. 99.9 as a binary number is a little more than 99.9, for fio and so for the report.
    /// </summary>
    public long? Quantile(decimal quantile)
    {
        if (Math.Floor((1 - quantile) * Count) < 10)
        {
            return null;
        }
        var exact = quantile == 0.999m ? quantile + 0.0000000000000001m : quantile;
        var rank = (long)Math.Ceiling(exact * Count);
        var seen = 0L;
        foreach (var (value, count) in _bins)
        {
            seen += count;
            if (seen >= rank)
            {
                return value;
            }
        }
        throw new InvalidOperationException(
            "There are fewer samples in the bins than fio counted."
        );
    }
}
