using System.Globalization;
using System.Text;

namespace Bench.Rpc.Metadata;

/// <summary>The encoding of grpc-message: UTF-8 with printable ASCII but <c>%</c> as it is, the rest as <c>%XX</c>.</summary>
public static class PercentEncoding
{
    public static string Encode(string text)
    {
        if (text.All(it => IsPlain(it)))
        {
            return text;
        }
        var encoded = new StringBuilder(text.Length + 16);
        foreach (var unit in Encoding.UTF8.GetBytes(text))
        {
            if (IsPlain((char)unit))
            {
                encoded.Append((char)unit);
            }
            else
            {
                encoded.Append('%').Append(unit.ToString("X2", CultureInfo.InvariantCulture));
            }
        }
        return encoded.ToString();
    }

    /// <summary>What is no encoding stays as it is: an error's message is worth showing however it was written.</summary>
    public static string Decode(string text)
    {
        if (!text.Contains('%', StringComparison.Ordinal))
        {
            return text;
        }
        var bytes = new List<byte>(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is '%' && i + 2 < text.Length && HexPair(text, i + 1) is { } value)
            {
                bytes.Add(value);
                i += 2;
            }
            else
            {
                bytes.AddRange(Encoding.UTF8.GetBytes(text, i, 1));
            }
        }
        return Encoding.UTF8.GetString([.. bytes]);
    }

    private static byte? HexPair(string text, int at) =>
        char.IsAsciiHexDigit(text[at]) && char.IsAsciiHexDigit(text[at + 1])
            ? byte.Parse(text.AsSpan(at, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture)
            : null;

    private static bool IsPlain(char unit) => unit is >= ' ' and <= '~' and not '%';
}
