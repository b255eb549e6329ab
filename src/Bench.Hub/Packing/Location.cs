namespace Bench.Hub.Packing;

/// <summary>Where some content is in the store.</summary>
/// <param name="Key">Of the object.</param>
/// <param name="ObjectLength">In bytes.</param>
/// <param name="Offset">Of the content's first byte in the object.</param>
/// <param name="Shared">Whether the object was made for another module.</param>
internal readonly record struct Location(string Key, long ObjectLength, long Offset, bool Shared);
