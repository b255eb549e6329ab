using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Bench.Hub.Collection;
using Bench.Hub.Hydration;
using Bench.Hub.Local;
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
[JsonSerializable(typeof(KnownFolder))]
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
        try
        {
            var found = JsonSerializer.Deserialize(content, TypeOf<VersionOnly>())?.Schema;
            if (found != schema)
            {
                throw new HydrationException(
                    $"{origin} has the schema '{found}' where '{schema}' is expected: another version of Bench wrote it; use that version or a newer one"
                );
            }
            return JsonSerializer.Deserialize(content, TypeOf<T>())
                ?? throw new HydrationException($"{origin} is damaged: it holds null");
        }
        catch (JsonException e)
        {
            throw new HydrationException(
                $"{origin} is damaged: {e.Message}; put it back from another copy of the store",
                e
            );
        }
    }

    private static JsonTypeInfo<T> TypeOf<T>() => (JsonTypeInfo<T>)Default.GetTypeInfo(typeof(T))!;
}

/// <summary>What every document tells of itself.</summary>
internal sealed record VersionOnly(string? Schema);
