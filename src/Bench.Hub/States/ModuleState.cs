using System.Text.Json.Serialization;
using Bench.Model.Json;

namespace Bench.Hub.States;

/// <summary>What a slot of a module holds.</summary>
public enum SlotKind
{
    /// <summary>The files of the module.</summary>
    [JsonStringEnumMemberName("state")]
    State,

    /// <summary>Nothing: a sweep took the slot away from a dehydration that had gone silent. The state below stays valid.</summary>
    [JsonStringEnumMemberName("fence")]
    Fence,

    /// <summary>The module was obliterated: it has no state.</summary>
    [JsonStringEnumMemberName("obliterated")]
    Obliterated,
}

/// <summary>
/// One slot of a module: <c>states/MODULE/NUMBER.json</c>, created if absent, never replaced. The highest one that is no
/// fence says what the module is.
/// </summary>
public sealed record ModuleState : CreatedOnce
{
    public const string SchemaName = "bench.module-state/1";

    public required string Module { get; init; }

    /// <summary>From 1, dense.</summary>
    public required int Number { get; init; }

    public required SlotKind Kind { get; init; }

    /// <summary>Who wrote it, for messages.</summary>
    public required string Hub { get; init; }

    /// <summary>The slot below, as its writer saw it.</summary>
    public SlotReference? Previous { get; init; }

    /// <summary>The content objects that the files are in.</summary>
    public IReadOnlyList<StoredObject> Objects { get; init; } = [];

    /// <summary>Pieces of these objects: whole files, or chunks of files.</summary>
    public IReadOnlyList<StoredBlob> Blobs { get; init; } = [];

    /// <summary>All folders below the module's own, parents first.</summary>
    public IReadOnlyList<StateFolder> Folders { get; init; } = [];

    /// <summary>All files, in ordinal order of their paths.</summary>
    public IReadOnlyList<StateFile> Files { get; init; } = [];
}

/// <param name="Number">Of the slot.</param>
/// <param name="Writer">What tells it from any other that ever had this number.</param>
public sealed record SlotReference(int Number, string Writer);

/// <param name="Key">Names its hash.</param>
/// <param name="Length">In bytes.</param>
/// <param name="Shared">Made for another module: what this one does not use of it is no garbage.</param>
public sealed record StoredObject(string Key, long Length, bool Shared = false);

/// <param name="Hash">BLAKE3 of its bytes.</param>
/// <param name="Object">Index into the objects.</param>
/// <param name="Offset">Of its first byte in the object.</param>
/// <param name="Length">In bytes.</param>
public sealed record StoredBlob(string Hash, int Object, long Offset, long Length);

/// <param name="Path">Relative to the module's folder; empty for that folder itself.</param>
/// <param name="Mode">Permissions as in <c>chmod</c>.</param>
/// <param name="MtimeNs">Nanoseconds since 1970.</param>
public sealed record StateFolder(string Path, int Mode, long MtimeNs);

/// <param name="Path">Relative to the module's folder.</param>
/// <param name="Mode">Permissions as in <c>chmod</c>.</param>
/// <param name="MtimeNs">Nanoseconds since 1970.</param>
/// <param name="Length">In bytes.</param>
/// <param name="Hash">BLAKE3 of all its bytes.</param>
/// <param name="Blobs">Indexes into the blobs, in order; none for an empty file.</param>
public sealed record StateFile(
    string Path,
    int Mode,
    long MtimeNs,
    long Length,
    string Hash,
    IReadOnlyList<int> Blobs
);
