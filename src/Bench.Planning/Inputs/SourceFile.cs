using System.Text;
using Bench.Model.Digests;
using Bench.Model.Runs;
using Bench.Planning.Problems;

namespace Bench.Planning.Inputs;

/// <summary>The bytes of an input file as the caller read them.</summary>
/// <param name="Name">As the user wrote it, with its folder; problems name it so.</param>
public sealed record SourceFile(string Name, byte[] Content)
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    /// <summary>An input that was not given: it has no name and no bytes.</summary>
    public static SourceFile None { get; } = new("", []);

    public bool IsNone => Name.Length == 0;

    public override string ToString() => Name;

    /// <summary>The record of this file in <c>config.json</c>.</summary>
    public InputFile ToInput() =>
        new()
        {
            Name = Path.GetFileName(Name),
            Sha256 = ContentDigest.Sha256HexOf(Content),
            Content = Content,
        };

    /// <summary>The text without a byte order mark, or what keeps it from being UTF-8.</summary>
    public (string? Text, Problem? Problem) Decode()
    {
        var bytes = Content.AsSpan();
        if (bytes.StartsWith((byte[])[0xFF, 0xFE]) || bytes.StartsWith((byte[])[0xFE, 0xFF]))
        {
            return (null, NotUtf8(1, "is UTF-16, not UTF-8"));
        }
        if (bytes.StartsWith(Encoding.UTF8.Preamble))
        {
            bytes = bytes[Encoding.UTF8.Preamble.Length..];
        }
        try
        {
            return (Strict.GetString(bytes), null);
        }
        catch (DecoderFallbackException e)
        {
            var line = 1 + bytes[..Math.Clamp(e.Index, 0, bytes.Length)].Count((byte)'\n');
            return (null, NotUtf8(line, "is not UTF-8 text"));
        }
    }

    private Problem NotUtf8(int line, string reason) =>
        new(Name, line, null, null, reason, "save it as UTF-8");
}
