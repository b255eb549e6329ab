namespace Bench.Hub.Files;

/// <summary>Files that have their name only when they are whole.</summary>
internal static class WholeFile
{
    /// <summary>Beside a file, while it is written.</summary>
    public const string Suffix = ".new";

    public static async Task WriteAsync(string path, byte[] content, CancellationToken cancel)
    {
        await File.WriteAllBytesAsync(path + Suffix, content, cancel);
        File.Move(path + Suffix, path, overwrite: true);
    }
}
