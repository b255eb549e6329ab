using System.Text.Json;
using System.Text.Json.Serialization;
using Bench.Model.Claims;
using Bench.Model.Decisions;
using Bench.Model.Hub;
using Bench.Model.Leading;
using Bench.Model.Progress;
using Bench.Model.Results;
using Bench.Model.Runs;
using Bench.Model.Sealing;

namespace Bench.Model.Json;

/// <summary>The source-generated serialiser of every record of the bucket protocol.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    WriteIndented = true,
    IndentSize = 1,
    NewLine = "\n"
)]
[JsonSerializable(typeof(RunConfig))]
[JsonSerializable(typeof(JobSpec))]
[JsonSerializable(typeof(Claim))]
[JsonSerializable(typeof(Decision))]
[JsonSerializable(typeof(Cancellation))]
[JsonSerializable(typeof(WorkerProgress))]
[JsonSerializable(typeof(IterationRecord))]
[JsonSerializable(typeof(ResultRecord))]
[JsonSerializable(typeof(Manifest))]
[JsonSerializable(typeof(Seal))]
[JsonSerializable(typeof(LeadingRecord))]
[JsonSerializable(typeof(HubPerfSummary))]
[JsonSerializable(typeof(HubPreserved))]
[JsonSerializable(typeof(HubSnapshot))]
public sealed partial class BenchJson : JsonSerializerContext;
