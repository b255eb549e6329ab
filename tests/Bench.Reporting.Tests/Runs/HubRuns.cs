using System.Globalization;
using Bench.Model.Hub;
using Bench.Model.Json;

namespace Bench.Reporting.Tests.Runs;

/// <summary>Runs of the workload hub-hydration, with latencies that tests can compute with.</summary>
internal static class HubRuns
{
    /// <summary>Two tests on two VMs, two iterations each; the second test failed once on its VM.</summary>
    public static RunBuilder Typical() =>
        New(2)
            .Test("packed", ("modules", "40"), ("pack", "yes"))
            .Test("single files", ("modules", "40"), ("pack", "no"))
            .Vm("vm-1")
            .Vm("vm-2")
            .Ended(1, "vm-1", Of(Milliseconds(40, 100)), Of(Milliseconds(40, 110)))
            .Ended(1, "vm-2", Of(Milliseconds(40, 200)), Of(Milliseconds(40, 210)))
            .Ended(
                2,
                "vm-2",
                Of(Milliseconds(40, 900)),
                Iteration.Failed(
                    "modules",
                    "collect",
                    "1 of 40 modules failed: 00000000-0000-8000-8000-000000000007: no room"
                )
            );

    public static RunBuilder New(int iterations) =>
        new RunBuilder { Iterations = iterations, Workload = "hub-hydration" }.Config("folder");

    /// <summary>So many values, each a millisecond above the one before.</summary>
    public static IReadOnlyList<double> Milliseconds(int count, int first) =>
        [.. Enumerable.Range(first, count).Select(ms => ms / 1e3)];

    /// <summary>An iteration whose modules took so many seconds to provision, half of that to hydrate.</summary>
    public static Iteration Of(IReadOnlyList<double> provision, string? error = null) =>
        new(null)
        {
            Hub = Documents.Write(Summary(provision, error)),
            Phases =
            [
                Iteration.Span("prepare", 0.25, 0.5) with
                {
                    Phases = [Iteration.Span("copy_baseline", 0.25, 0.5)],
                },
                Iteration.Span("measure", 1, 4) with
                {
                    Phases =
                    [
                        Iteration.Span("start", 1, 0.25),
                        Iteration.Span("provision", 1.25, 2) with
                        {
                            Phases = [Iteration.Span("hydrate", 1.25, 1.5)],
                        },
                        Iteration.Span("deprovision", 3.25, 1),
                        Iteration.Span("stop", 4.25, 0.25),
                    ],
                },
            ],
        };

    private static HubPerfSummary Summary(IReadOnlyList<double> provision, string? error) =>
        new()
        {
            Schema = Schemas.HubPerf,
            BenchVersion = "0.1.0",
            BeganAt = RunBuilder.Start,
            HostName = "vm",
            ProcessorCount = 16,
            Options = new HubPerfOptions
            {
                Bucket = "modules",
                Backend = "file",
                Dehydration = false,
                WipedHub = true,
                ColdBackend = true,
                Pack = true,
            },
            Baseline = new HubBaseline
            {
                Digest = "d",
                Objects = 3,
                Bytes = 1000,
            },
            Phases =
            [
                new HubPhase
                {
                    Name = "provision",
                    BeginSeconds = 1,
                    Seconds = 2,
                },
            ],
            Modules =
            [
                .. provision.Select(
                    (seconds, i) =>
                        new HubModuleSummary
                        {
                            Module = string.Create(
                                CultureInfo.InvariantCulture,
                                $"00000000-0000-8000-8000-{i:d12}"
                            ),
                            ProvisionSeconds = seconds,
                            HydrateSeconds = seconds / 2,
                            DeprovisionSeconds = 0.01,
                            Error = i == 0 ? error : null,
                        }
                ),
            ],
            Totals = new HubTotals
            {
                Modules = provision.Count,
                Ok = provision.Count - (error is null ? 0 : 1),
                Failed = error is null ? 0 : 1,
                Files = 8 * provision.Count,
                Bytes = 50_000 * provision.Count,
                MovedBytes = 40_000 * provision.Count,
                DeduplicatedBytes = 10_000 * provision.Count,
                Requests = 3 * provision.Count,
            },
        };
}
