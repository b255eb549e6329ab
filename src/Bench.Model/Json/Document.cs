using System.Text.Json;
using System.Text.Json.Serialization;

namespace Bench.Model.Json;

/// <summary>
/// What every JSON object of the bucket has in common: a schema name with a version, and room for fields that
/// a newer Bench added, which survive being read and written again by this one.
/// </summary>
public abstract record Document
{
    /// <summary>Name and version of the schema, such as <c>bench.manifest/1</c>.</summary>
    [JsonPropertyOrder(-2)]
    public required string Schema { get; init; }

    /// <summary>
    /// Fields that this version does not know, kept as they were read. It has a setter because the source-generated
    /// serialiser passes init-only properties to a constructor, and refuses extension data there.
    /// </summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Unknown { get; set; }
}

/// <summary>A document that is created at most once (create-if-absent).</summary>
public abstract record CreatedOnce : Document
{
    /// <summary>
    /// Random 128-bit id in 32 hex digits, new for each intended create and reused by its retries: when the store
    /// says "exists", an equal writer means that this very create had won and only its reply was lost.
    /// </summary>
    [JsonPropertyOrder(-1)]
    public required string Writer { get; init; }
}
