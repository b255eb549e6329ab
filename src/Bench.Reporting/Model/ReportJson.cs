using System.Text.Json;
using System.Text.Json.Serialization;

namespace Bench.Reporting.Model;

/// <summary>The source-generated serialiser of <c>report.json</c>.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true,
    RespectNullableAnnotations = true,
    WriteIndented = true,
    IndentSize = 1,
    NewLine = "\n"
)]
[JsonSerializable(typeof(Report))]
public sealed partial class ReportJson : JsonSerializerContext;

/// <summary>Writes and reads <c>report.json</c>.</summary>
public static class ReportDocument
{
    /// <summary>The report as UTF-8 JSON, ending with a new line; equal reports give equal bytes.</summary>
    public static byte[] Write(Report report)
    {
        using var stream = new MemoryStream();
        JsonSerializer.Serialize(stream, report, ReportJson.Default.Report);
        stream.WriteByte((byte)'\n');
        return stream.ToArray();
    }

    /// <exception cref="JsonException">It is not such a report.</exception>
    public static Report Read(ReadOnlySpan<byte> utf8) =>
        JsonSerializer.Deserialize(utf8, ReportJson.Default.Report)
        ?? throw new JsonException("The report holds null.");
}
