using System.Globalization;
using System.Text;
using Bench.Host.Logs;

namespace Bench.Worker.Logs;

/// <summary>The worker's log: lines that are shown at once, and kept for the bucket as lines and as JSON documents.</summary>
/// <param name="redaction">Takes secrets out of what is shown and kept.</param>
public sealed class WorkerLog(TextWriter output, TimeProvider time, LogRedaction? redaction = null)
{
    /// <summary>What is kept; older lines are left out of the bucket's copy, and it says so.</summary>
    private const int MaxChars = 1 << 20;
    private const string LeftOut = "(earlier lines left out)";

    private readonly LogRedaction _redaction = redaction ?? LogRedaction.None;
    private readonly Queue<Entry> _kept = new();
    private readonly Lock _gate = new();
    private long _chars;
    private long _written;
    private bool _cut;

    /// <summary>Lines so far, those left out included.</summary>
    public long Written => Interlocked.Read(ref _written);

    public void Write(string message) => Write("Information", message);

    /// <summary>What ends the worker.</summary>
    public void Error(string message) => Write("Error", message);

    private void Write(string level, string message)
    {
        var entry = new Entry(time.GetUtcNow(), level, _redaction.Clean(message));
        lock (_gate)
        {
            _kept.Enqueue(entry);
            _chars += entry.Line.Length;
            if (_chars > MaxChars)
            {
                while (_chars > MaxChars / 2)
                {
                    _chars -= _kept.Dequeue().Line.Length;
                }
                _cut = true;
            }
            _written++;
            output.WriteLine(entry.Line);
            output.Flush();
        }
    }

    /// <summary>The log so far as lines, in UTF-8.</summary>
    public byte[] ToBytes()
    {
        lock (_gate)
        {
            var lines = _kept.Select(entry => entry.Line);
            return Joined(_cut ? lines.Prepend(LeftOut) : lines);
        }
    }

    /// <summary>The log so far, a JSON document a line, in UTF-8.</summary>
    /// <param name="properties">Of each document.</param>
    public byte[] ToJsonLines(IReadOnlyList<(string Name, string Value)> properties)
    {
        lock (_gate)
        {
            IEnumerable<Entry> entries = _kept;
            if (_cut)
            {
                entries = entries.Prepend(new Entry(_kept.Peek().At, "Information", LeftOut));
            }
            return Joined(
                entries.Select(entry =>
                    LogLine.Write(
                        entry.At,
                        entry.Level,
                        entry.Message,
                        properties,
                        exception: null,
                        LogRedaction.None
                    )
                )
            );
        }
    }

    private static byte[] Joined(IEnumerable<string> lines) =>
        Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n")));

    private sealed record Entry(DateTimeOffset At, string Level, string Message)
    {
        public string Line { get; } =
            string.Create(CultureInfo.InvariantCulture, $"{At:yyyy-MM-ddTHH:mm:ss.fffZ} {Message}");
    }
}
