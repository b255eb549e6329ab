using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Bench.Hub.Collection;
using Bench.Hub.Hydration;
using Bench.Model.Json;

namespace Bench.Hub.States;

/// <summary>Reads and writes the JSON objects of a hydration store.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true
)]
[JsonSerializable(typeof(ModuleState))]
[JsonSerializable(typeof(VersionOnly))]
[JsonSerializable(typeof(SessionRecord))]
[JsonSerializable(typeof(SweepClaim))]
[JsonSerializable(typeof(SweepProgress))]
[JsonSerializable(typeof(SweepKeys))]
internal sealed partial class StoreJson : JsonSerializerContext
{
    public static byte[] Write<T>(T document) =>
        JsonSerializer.SerializeToUtf8Bytes(document, TypeOf<T>());

    /// <param name="content">The object.</param>
    /// <param name="schema">What it must be.</param>
    /// <param name="origin">Names it in errors.</param>
    /// <exception cref="HydrationException">It is damaged or of another version.</exception>
    public static T Read<T>(ReadOnlySpan<byte> content, string schema, string origin)
        where T : Document
    {
        T? document = null;
        JsonException? wrong = null;
        try
        {
            document = JsonSerializer.Deserialize(content, TypeOf<T>());
        }
        catch (JsonException e)
        {
            wrong = e;
        }
        if (document?.Schema == schema)
        {
            return document;
        }
        // The version first: another one may well lack what this one needs.
        var found = document?.Schema ?? SchemaOf(content);
        throw wrong is not null && (found is null || found == schema)
            ? new HydrationException(
                $"{origin} is damaged: {wrong.Message}; put it back from another copy of the store",
                wrong
            )
            : new HydrationException(
                $"{origin} has the schema '{found}' where '{schema}' is expected: another version of Bench wrote it; use that version or a newer one"
            );
    }

    /// <summary>Null when it has none, or is no JSON.</summary>
    private static string? SchemaOf(ReadOnlySpan<byte> content)
    {
        try
        {
            return JsonSerializer.Deserialize(content, TypeOf<VersionOnly>())?.Schema;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static JsonTypeInfo<T> TypeOf<T>() => (JsonTypeInfo<T>)Default.GetTypeInfo(typeof(T))!;
}

/// <summary>What every document tells of itself.</summary>
internal sealed record VersionOnly(string? Schema);
