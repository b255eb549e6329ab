using System.Text.Json;

namespace Bench.EndToEnd.Tests.Recomputation;

/// <summary>Rates of one direction in one fio output: concurrent jobs, bytes and operations ÷ the longest run time.</summary>
internal sealed record RawRates(double BytesPerSecond, double Iops);

/// <summary>Reads fio's output by itself, without any code of the program.</summary>
internal static class RawFio
{
    /// <summary>Rates of a direction, its latencies added to the pool; null without I/O.</summary>
    public static RawRates? Read(string path, string direction, RawLatency pool)
    {
        var text = File.ReadAllText(path);
        using var document = JsonDocument.Parse(
            text[text.IndexOf('{', StringComparison.Ordinal)..]
        );
        var parts = document
            .RootElement.GetProperty("jobs")
            .EnumerateArray()
            .Select(job => job.GetProperty(direction))
            .Where(part => part.GetProperty("io_bytes").GetInt64() > 0)
            .ToList();
        if (parts.Count == 0)
        {
            return null;
        }
        foreach (var part in parts)
        {
            pool.Add(part.GetProperty("clat_ns"));
        }
        var seconds = parts.Max(part => part.GetProperty("runtime").GetInt64()) / 1000.0;
        return parts.Count == 1 || seconds == 0
            ? new RawRates(
                parts[0].GetProperty("bw_bytes").GetDouble(),
                parts[0].GetProperty("iops").GetDouble()
            )
            : new RawRates(
                parts.Sum(part => part.GetProperty("io_bytes").GetInt64()) / seconds,
                parts.Sum(part => part.GetProperty("total_ios").GetInt64()) / seconds
            );
    }
}
