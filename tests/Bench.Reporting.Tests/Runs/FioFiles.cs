using System.Globalization;
using System.Text;
using Bench.Statistics.Histograms;

namespace Bench.Reporting.Tests.Runs;

/// <summary>Output of fio: recorded from fio 3.33, or made up in its form where a test needs many.</summary>
internal static class FioFiles
{
    /// <summary>A recorded file of TestData/fio.</summary>
    public static byte[] Recorded(string name) =>
        File.ReadAllBytes(
            Path.Combine(TestContext.CurrentContext.TestDirectory, "TestData", "fio", name + ".json")
        );

    /// <summary>One job with one direction whose latencies are the given samples (nanoseconds).</summary>
    public static byte[] Of(
        string direction,
        IReadOnlyList<long> latencies,
        long bytesPerIo = 4096,
        long runtimeMilliseconds = 1000
    )
    {
        var histogram = Histogram.FromSamples(latencies);
        var mean = latencies.Average();
        var deviation = Math.Sqrt(
            latencies.Sum(l => (l - mean) * (l - mean)) / Math.Max(latencies.Count - 1, 1)
        );
        var bins = string.Join(
            ", ",
            histogram.Bins.Select(b =>
                string.Create(CultureInfo.InvariantCulture, $"\"{b.Value}\" : {b.Count}")
            )
        );
        var bytes = latencies.Count * bytesPerIo;
        string[] others = [.. new[] { "read", "write", "trim" }.Where(d => d != direction)];
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $$"""
            {
              "fio version" : "fio-3.33",
              "jobs" : [
                {
                  "jobname" : "made-up",
                  "groupid" : 0,
                  "error" : 0,
                  "{{direction}}" : {
                    "io_bytes" : {{bytes}},
                    "io_kbytes" : {{bytes / 1024}},
                    "bw_bytes" : {{bytes * 1000 / runtimeMilliseconds}},
                    "bw" : {{bytes * 1000 / runtimeMilliseconds / 1024}},
                    "iops" : {{latencies.Count * 1000.0 / runtimeMilliseconds:F6}},
                    "runtime" : {{runtimeMilliseconds}},
                    "total_ios" : {{latencies.Count}},
                    "short_ios" : 0,
                    "drop_ios" : 0,
                    "slat_ns" : { "min" : 0, "max" : 0, "mean" : 0.0, "stddev" : 0.0, "N" : 0 },
                    "clat_ns" : {
                      "min" : {{latencies.Min()}}, "max" : {{latencies.Max()}}, "mean" : {{mean:F6}},
                      "stddev" : {{deviation:F6}}, "N" : {{latencies.Count}},
                      "bins" : { {{bins}} }
                    },
                    "lat_ns" : {
                      "min" : {{latencies.Min()}}, "max" : {{latencies.Max()}}, "mean" : {{mean:F6}},
                      "stddev" : {{deviation:F6}}, "N" : {{latencies.Count}}
                    }
                  },
                  "{{others[0]}}" : {{Idle}},
                  "{{others[1]}}" : {{Idle}}
                }
              ]
            }
            """
        );
        return Encoding.UTF8.GetBytes(text);
    }

    private const string Idle =
        """{ "io_bytes" : 0, "bw_bytes" : 0, "iops" : 0.0, "runtime" : 0, "total_ios" : 0, "slat_ns" : { "min" : 0, "max" : 0, "mean" : 0.0, "stddev" : 0.0, "N" : 0 }, "clat_ns" : { "min" : 0, "max" : 0, "mean" : 0.0, "stddev" : 0.0, "N" : 0 }, "lat_ns" : { "min" : 0, "max" : 0, "mean" : 0.0, "stddev" : 0.0, "N" : 0 } }""";
}
