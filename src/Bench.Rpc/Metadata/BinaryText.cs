namespace Bench.Rpc.Metadata;

/// <summary>Base64 of <c>-bin</c> headers: written without padding, read with or without it.</summary>
public static class BinaryText
{
    public static string Encode(ReadOnlySpan<byte> bytes) =>
        Convert.ToBase64String(bytes).TrimEnd('=');

    public static bool TryDecode(string text, out byte[] bytes)
    {
        var trimmed = text.TrimEnd('=');
        var padded = trimmed.PadRight((trimmed.Length + 3) / 4 * 4, '=');
        bytes = new byte[padded.Length / 4 * 3];
        var isValid = Convert.TryFromBase64String(padded, bytes, out var length);
        bytes = isValid ? bytes[..length] : [];
        return isValid;
    }
}
