using System.Globalization;
using System.Text.Json;

namespace Bench.Fio.Output;

/// <summary>Reads one direction of a job and its latencies.</summary>
internal static class FioDirectionReader
{
    /// <summary>Null where there was no I/O.</summary>
    public static FioDirection? Read(ref Utf8JsonReader reader)
    {
        FioTokens.Expect(ref reader, JsonTokenType.StartObject);
        long ioBytes = 0;
        long runtimeMs = 0;
        long totalIos = 0;
        long? bwBytes = null;
        double iops = 0;
        FioLatency? clat = null;
        var slat = FioLatency.None;
        var lat = FioLatency.None;
        while (FioTokens.NextProperty(ref reader))
        {
            switch (reader.GetString())
            {
                case "io_bytes":
                    ioBytes = FioTokens.Whole(ref reader);
                    break;
                case "bw_bytes":
                    bwBytes = FioTokens.Whole(ref reader);
                    break;
                case "iops":
                    iops = FioTokens.Real(ref reader);
                    break;
                case "runtime":
                    runtimeMs = FioTokens.Whole(ref reader);
                    break;
                case "total_ios":
                    totalIos = FioTokens.Whole(ref reader);
                    break;
                case "clat_ns":
                    clat = ReadLatency(ref reader);
                    break;
                case "slat_ns":
                    slat = ReadLatency(ref reader);
                    break;
                case "lat_ns":
                    lat = ReadLatency(ref reader);
                    break;
                case "clat" or "slat" or "lat":
                    throw OldUnits("latencies in microseconds");
                default:
                    FioTokens.SkipValue(ref reader);
                    break;
            }
        }
        if (bwBytes is not { } rate || clat is null)
        {
            throw OldUnits("no `bw_bytes` or no `clat_ns`");
        }
        return ioBytes == 0 && totalIos == 0
            ? null
            : new FioDirection(ioBytes, rate, iops, runtimeMs, totalIos, clat, slat, lat);
    }

    public static FioLatency? ReadSync(ref Utf8JsonReader reader)
    {
        FioTokens.Expect(ref reader, JsonTokenType.StartObject);
        FioLatency? latency = null;
        while (FioTokens.NextProperty(ref reader))
        {
            if (reader.ValueTextEquals("lat_ns"u8))
            {
                latency = ReadLatency(ref reader);
            }
            else
            {
                FioTokens.SkipValue(ref reader);
            }
        }
        return latency is { N: > 0 } ? latency : null;
    }

    private static FioLatency ReadLatency(ref Utf8JsonReader reader)
    {
        FioTokens.Expect(ref reader, JsonTokenType.StartObject);
        long n = 0;
        long min = 0;
        long max = 0;
        double mean = 0;
        double stddev = 0;
        var bins = FioBins.None;
        while (FioTokens.NextProperty(ref reader))
        {
            switch (reader.GetString())
            {
                case "N":
                    n = FioTokens.Whole(ref reader);
                    break;
                case "min":
                    min = FioTokens.Whole(ref reader);
                    break;
                case "max":
                    max = FioTokens.Whole(ref reader);
                    break;
                case "mean":
                    mean = FioTokens.Real(ref reader);
                    break;
                case "stddev":
                    stddev = FioTokens.Real(ref reader);
                    break;
                case "bins":
                    bins = ReadBins(ref reader);
                    break;
                default:
                    FioTokens.SkipValue(ref reader);
                    break;
            }
        }
        return n == 0 ? FioLatency.None : new FioLatency(n, min, max, mean, stddev, bins);
    }

    private static FioBins ReadBins(ref Utf8JsonReader reader)
    {
        var values = new List<long>();
        var counts = new List<long>();
        FioTokens.Expect(ref reader, JsonTokenType.StartObject);
        while (FioTokens.NextProperty(ref reader))
        {
            if (
                !long.TryParse(
                    reader.ValueSpan,
                    NumberStyles.None,
                    CultureInfo.InvariantCulture,
                    out var value
                ) || (values.Count > 0 && value <= values[^1])
            )
            {
                throw FioTokens.Malformed("the bins of a histogram are not in ascending order");
            }
            values.Add(value);
            counts.Add(FioTokens.Whole(ref reader));
        }
        return values.Count == 0 ? FioBins.None : new FioBins([.. values], [.. counts]);
    }

    private static FioOutputException OldUnits(string what) =>
        new(
            FioOutputFault.OldUnits,
            $"This output has the units of an older fio ({what}); Bench reads those of fio 3 only."
        );
}
