using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Bench.Model.Json;

/// <summary>Reads and writes documents as UTF-8 JSON, and says clearly what is wrong with one that cannot be read.</summary>
public static class Documents
{
    private static readonly Dictionary<Type, string> SchemaByType = new()
    {
        [typeof(Runs.RunConfig)] = Schemas.Run,
        [typeof(Runs.JobSpec)] = Schemas.JobSpec,
        [typeof(Claims.Claim)] = Schemas.Claim,
        [typeof(Decisions.Decision)] = Schemas.Decision,
        [typeof(Decisions.Cancellation)] = Schemas.Cancel,
        [typeof(Progress.WorkerProgress)] = Schemas.Progress,
        [typeof(Results.IterationRecord)] = Schemas.Iteration,
        [typeof(Results.ResultRecord)] = Schemas.Result,
        [typeof(Results.Manifest)] = Schemas.Manifest,
        [typeof(Sealing.Seal)] = Schemas.Seal,
        [typeof(Leading.LeadingRecord)] = Schemas.Leading,
        [typeof(Hub.HubPerfSummary)] = Schemas.HubPerf,
        [typeof(Hub.HubPreserved)] = Schemas.HubPreserved,
        [typeof(Hub.HubSnapshot)] = Schemas.HubSnapshot,
    };

    /// <summary>The types of all documents with the schema that each carries.</summary>
    public static IReadOnlyDictionary<Type, string> All => SchemaByType;

    /// <summary>The document as UTF-8 JSON, ending with a new line.</summary>
    public static byte[] Write<T>(T document)
        where T : Document
    {
        using var stream = new MemoryStream();
        JsonSerializer.Serialize(stream, document, TypeInfo<T>());
        stream.WriteByte((byte)'\n');
        return stream.ToArray();
    }

    /// <summary>Reads a document found at <paramref name="origin"/> (a key, named in errors).</summary>
    /// <exception cref="DocumentException">Not JSON, not this kind of document, or of a newer version.</exception>
    public static T Read<T>(ReadOnlySpan<byte> utf8, string origin)
        where T : Document
    {
        T? document;
        try
        {
            document = JsonSerializer.Deserialize(utf8, TypeInfo<T>());
        }
        catch (JsonException e)
        {
            throw new DocumentException(
                origin,
                $"it is not a valid {SchemaByType[typeof(T)]} document: {e.Message}",
                e
            );
        }
        if (document is null)
        {
            throw new DocumentException(origin, "it holds null");
        }
        var expected = SchemaByType[typeof(T)];
        if (!string.Equals(document.Schema, expected, StringComparison.Ordinal))
        {
            throw new DocumentException(
                origin,
                $"its schema is '{document.Schema}' where '{expected}' is expected; it was written by another version of Bench"
            );
        }
        return document;
    }

    private static JsonTypeInfo<T> TypeInfo<T>() =>
        (JsonTypeInfo<T>)BenchJson.Default.GetTypeInfo(typeof(T))!;
}

/// <summary>A document of the bucket cannot be read; the message names it.</summary>
public sealed class DocumentException(string origin, string reason, Exception? inner = null)
    : Exception($"{origin} cannot be read: {reason}", inner)
{
    /// <summary>Key or file of the document.</summary>
    public string Origin { get; } = origin;
}
