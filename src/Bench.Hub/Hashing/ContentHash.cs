using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Bench.Hub.Hashing;

/// <summary>BLAKE3 of some bytes, 256 bits: what content is named by.</summary>
[InlineArray(Bytes)]
public struct ContentHash : IEquatable<ContentHash>
{
    /// <summary>Its length.</summary>
    public const int Bytes = 32;

    private byte _first;

    public static ContentHash Of(ReadOnlySpan<byte> content) => TreeHash.Of(content);

    /// <summary>From its 32 bytes.</summary>
    public static ContentHash From(ReadOnlySpan<byte> bytes)
    {
        ContentHash hash = default;
        bytes[..Bytes].CopyTo(hash);
        return hash;
    }

    /// <summary>From 64 hexadecimal digits in lower case.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out ContentHash hash)
    {
        hash = default;
        return text is { Length: Bytes * 2 }
            && !text.AsSpan().ContainsAnyInRange('A', 'Z')
            && Convert.FromHexString(text, hash, out _, out _)
                == System.Buffers.OperationStatus.Done;
    }

    /// <exception cref="FormatException">It is none.</exception>
    public static ContentHash Parse(string text) =>
        TryParse(text, out var hash)
            ? hash
            : throw new FormatException($"'{text}' is no hash: it needs 64 digits of 0-9 and a-f");

    public readonly bool Equals(ContentHash other) =>
        ((ReadOnlySpan<byte>)this).SequenceEqual(other);

    public override readonly bool Equals(object? obj) => obj is ContentHash other && Equals(other);

    public override readonly int GetHashCode() => BitConverter.ToInt32(this);

    public override readonly string ToString() => Convert.ToHexStringLower(this);

    public static bool operator ==(ContentHash left, ContentHash right) => left.Equals(right);

    public static bool operator !=(ContentHash left, ContentHash right) => !left.Equals(right);
}
