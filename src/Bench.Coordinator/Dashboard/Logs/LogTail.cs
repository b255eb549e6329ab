using System.Text;
using Bench.Protocol.Records;

namespace Bench.Coordinator.Dashboard.Logs;

/// <summary>The end of a VM's log, from the bucket.</summary>
/// <param name="Lines">Oldest first.</param>
/// <param name="IsWhole">Whether nothing stands before them.</param>
public sealed record LogTail(IReadOnlyList<string> Lines, bool IsWhole)
{
    private const int MostBytes = 64 * 1024;

    /// <summary>Null when the VM has none yet.</summary>
    public static async Task<LogTail?> ReadAsync(
        RecordStore records,
        string vm,
        int mostLines,
        CancellationToken cancel
    )
    {
        await using var stream = await records.Store.OpenAsync(records.Keys.WorkerLog(vm), cancel);
        if (stream is null)
        {
            return null;
        }
        var (tail, isCut) = await EndOfAsync(stream, cancel);
        // A cut may go through a character; what stands before the first line's end is left out with it.
        var lines = Encoding.UTF8.GetString(tail).Split('\n').Skip(isCut ? 1 : 0).ToList();
        if (lines is [.., ""])
        {
            lines.RemoveAt(lines.Count - 1);
        }
        return new LogTail([.. lines.TakeLast(mostLines)], !isCut && lines.Count <= mostLines);
    }

    /// <summary>Reads on to the end and keeps the last bytes only: a log may be long.</summary>
    private static async Task<(byte[] Tail, bool IsCut)> EndOfAsync(
        Stream stream,
        CancellationToken cancel
    )
    {
        var kept = new byte[2 * MostBytes];
        var (length, isCut) = (0, false);
        while (true)
        {
            var read = await stream.ReadAsync(kept.AsMemory(length), cancel);
            if (read == 0)
            {
                break;
            }
            length += read;
            if (length == kept.Length)
            {
                kept.AsSpan(length - MostBytes).CopyTo(kept);
                (length, isCut) = (MostBytes, true);
            }
        }
        var begin = Math.Max(0, length - MostBytes);
        return (kept[begin..length], isCut || begin > 0);
    }
}
