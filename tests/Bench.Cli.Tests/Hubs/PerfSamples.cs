using Bench.Model.Hub;
using Bench.Model.Json;

namespace Bench.Cli.Tests.Hubs;

/// <summary>An iteration of stage C that did nothing; tests say what is otherwise.</summary>
internal static class PerfSamples
{
    public static HubPerfSummary Summary { get; } =
        new()
        {
            Schema = Schemas.HubPerf,
            BenchVersion = "1.2.3",
            BeganAt = DateTimeOffset.UnixEpoch,
            HostName = "host",
            ProcessorCount = 2,
            Options = new HubPerfOptions
            {
                Bucket = "packed",
                Backend = "file",
                Dehydration = true,
                WipedHub = true,
                ColdBackend = false,
            },
            Baseline = new HubBaseline
            {
                Digest = "d",
                Objects = 1,
                Bytes = 1,
            },
            Phases = [],
            Modules = [],
            Totals = new HubTotals
            {
                Modules = 0,
                Ok = 0,
                Failed = 0,
            },
        };
}
