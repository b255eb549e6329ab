using System.Text;

namespace Bench.Host.Processes;

/// <summary>The end of a captured output.</summary>
public static class OutputTail
{
    /// <summary>The last <paramref name="maxBytes"/> bytes of a file as text; empty if there is no such file.</summary>
    public static string Read(string path, int maxBytes = 4096)
    {
        if (!File.Exists(path))
            return "";
        using var file = new FileStream(
            path,
            FileMode.Open,
            FileAccess.Read,
            FileShare.ReadWrite | FileShare.Delete
        );
        var start = Math.Max(0, file.Length - maxBytes);
        file.Position = start;
        var buffer = new byte[maxBytes];
        var tail = buffer.AsSpan(0, file.ReadAtLeast(buffer, maxBytes, throwOnEndOfStream: false));
        // A cut in the middle of a character would begin the text with a replacement sign.
        while (start > 0 && !tail.IsEmpty && (tail[0] & 0xC0) == 0x80)
            tail = tail[1..];
        return Encoding.UTF8.GetString(tail);
    }
}
