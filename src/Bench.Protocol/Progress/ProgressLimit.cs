using System.Text;
using Bench.Model.Json;
using Bench.Model.Progress;

namespace Bench.Protocol.Progress;

/// <summary>
/// Keeps a progress object within its 4 KiB: errors are shortened, then the oldest left out, and of the newest
/// something is kept.
/// </summary>
public static class ProgressLimit
{
    public const int MaxBytes = 4096;
    private const int MaxErrors = 3;
    private const int MinEnded = 4;
    private const int MaxErrorChars = 400;
    private const int ShortestErrorChars = 20;

    public static byte[] Write(WorkerProgress progress)
    {
        var errors = progress
            .LastErrors.TakeLast(MaxErrors)
            .Select(e => Shorten(e, MaxErrorChars))
            .ToList();
        var current = progress.Current is { } work
            ? work with
            {
                TestId = Shorten(work.TestId, 100),
                ConfigLabel = Shorten(work.ConfigLabel, 100),
                Phase = Shorten(work.Phase, 60),
            }
            : null;
        var ended = progress.Ended;
        while (true)
        {
            var bytes = Documents.Write(
                progress with
                {
                    Ended = ended,
                    LastErrors = [.. errors],
                    Current = current,
                }
            );
            if (bytes.Length <= MaxBytes)
            {
                return bytes;
            }
            // Views and retries do with fewer; errors are told nowhere else in time.
            if (ended is { Count: > MinEnded } || (ended is not null && errors.Count == 0))
            {
                ended = ended.Count > MinEnded ? [.. ended.Skip((ended.Count + 1) / 2)] : null;
                continue;
            }
            if (errors.Count == 0)
            {
                return bytes;
            }
            if (errors.Count == 1 && errors[0].Length > ShortestErrorChars)
            {
                errors[0] = Shorten(errors[0], errors[0].Length / 2);
                continue;
            }
            errors.RemoveAt(0);
        }
    }

    private static string Shorten(string text, int chars)
    {
        if (text.Length <= chars)
        {
            return text;
        }
        var shortened = new StringBuilder(text, 0, chars, chars + 1);
        // Half of a surrogate pair is no text.
        if (char.IsHighSurrogate(shortened[^1]))
        {
            shortened.Length--;
        }
        return shortened.Append('…').ToString();
    }
}
