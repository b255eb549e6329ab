using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Bench.Host.Files;
using Bench.Hub.Files;
using Bench.Hub.Hashing;

namespace Bench.Hub.Pipeline.Files;

/// <summary>What a folder holds: a digest over the sorted list of its files with length and BLAKE3 of each.</summary>
public sealed record TreeDigest(string Digest, long Files, long Bytes)
{
    private const int Block = 1 << 20;

    /// <summary>Reads a whole folder.</summary>
    /// <param name="root">The folder.</param>
    /// <param name="leftOut">Names right below it that do not count.</param>
    /// <param name="cancel">Ends it early.</param>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static TreeDigest Of(
        string root,
        IReadOnlySet<string> leftOut,
        CancellationToken cancel
    ) => Visit(root, leftOut, target: null, cancel);

    /// <summary>Copies a folder while it is read, so that what was checked is what was copied.</summary>
    /// <exception cref="IOException">A file cannot be read or written.</exception>
    public static TreeDigest OfCopy(
        string root,
        string target,
        IReadOnlySet<string> leftOut,
        CancellationToken cancel
    ) => Visit(root, leftOut, target, cancel);

    private static TreeDigest Visit(
        string root,
        IReadOnlySet<string> leftOut,
        string? target,
        CancellationToken cancel
    )
    {
        var lines = new ConcurrentBag<(string Path, long Length, ContentHash Hash)>();
        ParallelWork.ForEach(
            Directory
                .EnumerateFiles(root, "*", SearchOption.AllDirectories)
                .Select(file => Path.GetRelativePath(root, file))
                .Where(path => !leftOut.Contains(path.Split('/')[0])),
            Block,
            (path, buffer) =>
                lines.Add(
                    File(
                        path,
                        Path.Combine(root, path),
                        target is null ? null : Path.Combine(target, path),
                        buffer
                    )
                ),
            cancel
        );
        var text = new StringBuilder();
        foreach (var line in lines.OrderBy(line => line.Path, StringComparer.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture, $"{line.Hash} {line.Length} {line.Path}\n");
        }
        return new(
            ContentHash.Of(Encoding.UTF8.GetBytes(text.ToString())).ToString(),
            lines.Count,
            lines.Sum(line => line.Length)
        );
    }

    private static (string, long, ContentHash) File(
        string path,
        string from,
        string? to,
        byte[] buffer
    )
    {
        using var source = System.IO.File.OpenHandle(from, options: FileOptions.SequentialScan);
        using var target = to is null ? null : NewFile.Create(to);
        var hasher = new TreeHasher();
        long length = 0;
        while (RandomAccess.Read(source, buffer, length) is > 0 and var read)
        {
            hasher.Update(buffer.AsSpan(0, read));
            target?.Write(buffer.AsSpan(0, read));
            length += read;
        }
        return (path, length, hasher.Finish());
    }
}
