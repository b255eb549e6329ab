using System.Collections;
using System.Collections.Immutable;

namespace Bench.Rpc.Metadata;

/// <summary>
/// Names and values beside a call's messages, in order; a name may come more than once. Names are in lower case. A name
/// that ends in <c>-bin</c> has bytes as its value, all others printable ASCII.
/// </summary>
public sealed class RpcMetadata : IEnumerable<KeyValuePair<string, string>>
{
    public static readonly RpcMetadata Empty = new([]);

    private readonly ImmutableArray<KeyValuePair<string, string>> _entries;

    private RpcMetadata(ImmutableArray<KeyValuePair<string, string>> entries) => _entries = entries;

    public int Count => _entries.Length;

    /// <exception cref="ArgumentException">The name or value cannot go over the wire, or the name is the protocol's own.</exception>
    public RpcMetadata With(string name, string value)
    {
        MetadataRules.CheckName(name);
        if (MetadataRules.IsBinary(name))
        {
            throw new ArgumentException(
                $"The value of '{name}' is bytes, not text.",
                nameof(value)
            );
        }
        MetadataRules.CheckText(name, value);
        return new(_entries.Add(new(name, value)));
    }

    /// <exception cref="ArgumentException">The name does not end in <c>-bin</c>, or is the protocol's own.</exception>
    public RpcMetadata With(string name, ReadOnlySpan<byte> value)
    {
        MetadataRules.CheckName(name);
        return MetadataRules.IsBinary(name)
            ? new(_entries.Add(new(name, BinaryText.Encode(value))))
            : throw new ArgumentException(
                $"The name '{name}' must end in -bin to have bytes as its value.",
                nameof(name)
            );
    }

    /// <summary>The last value of a name, or null.</summary>
    public string? Text(string name) => Last(name);

    /// <summary>The last value of a <c>-bin</c> name, or null when it is not there or is not base64.</summary>
    public byte[]? Binary(string name) =>
        Last(name) is { } text && BinaryText.TryDecode(text, out var bytes) ? bytes : null;

    /// <summary>Values as they are on the wire: those of <c>-bin</c> names in base64.</summary>
    public IEnumerator<KeyValuePair<string, string>> GetEnumerator() =>
        ((IEnumerable<KeyValuePair<string, string>>)_entries).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>What a peer sent, without the protocol's own headers.</summary>
    internal static RpcMetadata FromHeaders(IEnumerable<KeyValuePair<string, string>> headers)
    {
        var entries = ImmutableArray.CreateBuilder<KeyValuePair<string, string>>();
        foreach (var (name, value) in headers)
        {
            var lower = name.ToLowerInvariant();
            if (!MetadataRules.IsReserved(lower))
            {
                AddParts(entries, lower, value);
            }
        }
        return entries.Count is 0 ? Empty : new(entries.ToImmutable());
    }

    /// <summary>Values of one binary name may be joined by commas on their way; base64 itself has none.</summary>
    private static void AddParts(
        ImmutableArray<KeyValuePair<string, string>>.Builder entries,
        string name,
        string value
    )
    {
        if (!MetadataRules.IsBinary(name))
        {
            entries.Add(new(name, value));
            return;
        }
        foreach (var part in value.Split(',', StringSplitOptions.TrimEntries))
        {
            entries.Add(new(name, part));
        }
    }

    private string? Last(string name) =>
        _entries.LastOrDefault(it => string.Equals(it.Key, name, StringComparison.Ordinal)).Value;
}
