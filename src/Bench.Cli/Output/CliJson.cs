using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Bench.Cli.Hubs.Documents;

namespace Bench.Cli.Output;

/// <summary>The source-generated serialiser of what verbs print with <c>--json</c>.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true,
    WriteIndented = true
)]
[JsonSerializable(typeof(DoctorJson))]
[JsonSerializable(typeof(PlanJson))]
[JsonSerializable(typeof(StatusJson))]
[JsonSerializable(typeof(VerifyDocument))]
[JsonSerializable(typeof(CollectionDocument))]
[JsonSerializable(typeof(ComparisonDocument))]
[JsonSerializable(typeof(MadeDocument))]
[JsonSerializable(typeof(SnapshotDocument))]
[JsonSerializable(typeof(SeedDocument))]
[JsonSerializable(typeof(PerfDocument))]
internal sealed partial class CliJson : JsonSerializerContext;

/// <summary>Prints JSON documents.</summary>
internal static class JsonOutput
{
    public static void Write<T>(TextWriter output, T value, JsonTypeInfo<T> type) =>
        output.WriteLine(JsonSerializer.Serialize(value, type));
}
