using Bench.Model.Hub;
using SchemaNames = Bench.Model.Json.Schemas;

namespace Bench.Model.Tests.Json;

/// <summary>Documents of the hub's pipeline.</summary>
internal static partial class Sample
{
    private static HubPerfSummary HubPerfOf(string text, long number, double real) =>
        new()
        {
            Schema = SchemaNames.HubPerf,
            BenchVersion = text,
            BeganAt = At,
            HostName = text,
            ProcessorCount = Int(number),
            Options = new HubPerfOptions
            {
                Bucket = text,
                Backend = text,
                Dehydration = true,
                WipedHub = true,
                ColdBackend = true,
                ProvisionThreads = Int(number),
                HydrationThreads = Int(number),
                HubCommand = text,
                HubUrl = text,
            },
            Baseline = BaselineOf(text, number),
            Phases =
            [
                new HubPhase
                {
                    Name = text,
                    BeginSeconds = real,
                    Seconds = real,
                },
            ],
            Modules =
            [
                new HubModuleSummary
                {
                    Module = text,
                    ProvisionSeconds = real,
                    HydrateSeconds = real,
                    DeprovisionSeconds = real,
                    ProvisionBeginSeconds = real,
                    DeprovisionBeginSeconds = real,
                    Error = text,
                    Files = number,
                    Bytes = number,
                    MovedBytes = number,
                    DeduplicatedBytes = number,
                    Requests = number,
                },
            ],
            Totals = new HubTotals
            {
                Modules = Int(number),
                Ok = Int(number),
                Failed = Int(number),
                Files = number,
                Bytes = number,
                MovedBytes = number,
                DeduplicatedBytes = number,
                Requests = number,
                Dehydrated = new HubDehydration
                {
                    Modules = number,
                    Files = number,
                    Bytes = number,
                    MovedBytes = number,
                    DeduplicatedBytes = number,
                    Requests = number,
                },
            },
            Warnings = [text],
        };

    private static HubPreserved HubPreservedOf(string text, long number) =>
        new()
        {
            Schema = SchemaNames.HubPreserved,
            BenchVersion = text,
            PreservedAt = At,
            HostName = text,
            Backend = text,
            Bucket = text,
            Modules = [text],
            EmptyModules = [text],
            SnapshotFolder = text,
            Sources = [SourceOf(text, number)],
            StoredBy = UseOf(text, number),
            Baseline = BaselineOf(text, number),
        };

    private static HubSnapshot HubSnapshotOf(string text, long number) =>
        new()
        {
            Schema = SchemaNames.HubSnapshot,
            BenchVersion = text,
            Sources = [SourceOf(text, number)],
        };

    private static HubSource SourceOf(string text, long number) =>
        new()
        {
            Source = text,
            StateObject = text,
            TakenAt = At,
            HostName = text,
            Hub = UseOf(text, number),
        };

    private static HubUse UseOf(string text, long number) =>
        new()
        {
            HubCommand = text,
            HubUrl = text,
            Pack = true,
            PackThresholdBytes = number,
            ProvisionThreads = Int(number),
            HydrationThreads = Int(number),
        };

    private static HubBaseline BaselineOf(string text, long number) =>
        new()
        {
            Digest = text,
            Objects = number,
            Bytes = number,
        };
}
