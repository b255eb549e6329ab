using System.Globalization;
using System.Text;

namespace Bench.Worker.Logs;

/// <summary>The worker's log: plain lines, shown at once and kept for the bucket.</summary>
public sealed class WorkerLog(TextWriter output, TimeProvider time)
{
    /// <summary>What is kept; older lines are left out of the bucket's copy, and it says so.</summary>
    private const int MaxChars = 1 << 20;

    private readonly StringBuilder _kept = new();
    private readonly Lock _gate = new();
    private bool _cut;

    public void Write(string message)
    {
        var line = string.Create(
            CultureInfo.InvariantCulture,
            $"{time.GetUtcNow():yyyy-MM-ddTHH:mm:ss.fffZ} {message}"
        );
        lock (_gate)
        {
            _kept.Append(line).Append('\n');
            if (_kept.Length > MaxChars)
            {
                _kept.Remove(0, _kept.Length - (MaxChars / 2));
                _cut = true;
            }
            output.WriteLine(line);
            output.Flush();
        }
    }

    /// <summary>The log so far, as UTF-8.</summary>
    public byte[] ToBytes()
    {
        lock (_gate)
        {
            return Encoding.UTF8.GetBytes(
                _cut ? $"(earlier lines left out)\n{_kept}" : _kept.ToString()
            );
        }
    }
}
