using System.Buffers.Text;

namespace Bench.Host.Interop;

/// <summary>Walks the lines and the blank-separated fields of kernel text without allocating.</summary>
internal static class ProcFields
{
    /// <summary>Takes the next line off <paramref name="text"/>; false at its end.</summary>
    public static bool TryTakeLine(ref ReadOnlySpan<byte> text, out ReadOnlySpan<byte> line)
    {
        line = default;
        if (text.IsEmpty)
            return false;
        var end = text.IndexOf((byte)'\n');
        line = end < 0 ? text : text[..end];
        text = end < 0 ? default : text[(end + 1)..];
        return true;
    }

    /// <summary>Takes the next field off <paramref name="line"/>; empty at its end.</summary>
    public static ReadOnlySpan<byte> TakeField(ref ReadOnlySpan<byte> line)
    {
        var start = line.IndexOfAnyExcept((byte)' ', (byte)'\t');
        if (start < 0)
        {
            line = default;
            return default;
        }

        line = line[start..];
        var end = line.IndexOfAny((byte)' ', (byte)'\t');
        var field = end < 0 ? line : line[..end];
        line = end < 0 ? default : line[end..];
        return field;
    }

    /// <summary>Drops fields.</summary>
    public static void Skip(ref ReadOnlySpan<byte> line, int count)
    {
        for (var i = 0; i < count; i++)
            TakeField(ref line);
    }

    /// <summary>The next field as a number; 0 when there is none (older kernels have fewer columns).</summary>
    public static long TakeNumber(ref ReadOnlySpan<byte> line) =>
        Utf8Parser.TryParse(TakeField(ref line), out long value, out _) ? value : 0;
}
