using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;
using Bench.Simulation.Tests.Scheduling;

namespace Bench.Simulation.Tests.Tracing;

/// <summary>What happened in a world: always as a digest, and as text where somebody will read it.</summary>
internal sealed class Trace(bool isText)
{
    private readonly StringBuilder _text = new();
    private uint _low = 1;
    private uint _high = 2;

    /// <summary>Whose clock the lines carry.</summary>
    public Scheduler? Clock { get; set; }

    public int Lines { get; private set; }

    /// <summary>Equal for two worlds in which the same things happened at the same times.</summary>
    public string Digest =>
        (((ulong)_high << 32) | _low).ToString("x16", CultureInfo.InvariantCulture);

    public string Text => _text.ToString();

    public void Note(SimProcess? who, string what, string about = "", string outcome = "")
    {
        Lines++;
        var now = Clock?.Now ?? 0;
        _low = BitOperations.Crc32C(_low, (ulong)now);
        _high = BitOperations.Crc32C(_high, (ulong)now + (uint)(who?.Id ?? 0));
        Mix(what);
        Mix(about);
        Mix(outcome);
        if (isText)
        {
            _text
                .Append(
                    CultureInfo.InvariantCulture,
                    $"{now / 10_000_000.0, 11:0.000000} {who?.Name ?? "-", -8} {what}"
                )
                .Append(about.Length > 0 ? " " : "")
                .Append(about)
                .Append(outcome.Length > 0 ? " -> " : "")
                .Append(outcome)
                .Append('\n');
        }
    }

    private void Mix(string text)
    {
        var bytes = MemoryMarshal.AsBytes(text.AsSpan());
        var words = MemoryMarshal.Cast<byte, ulong>(bytes);
        foreach (var word in words)
        {
            _low = BitOperations.Crc32C(_low, word);
            _high = BitOperations.Crc32C(_high, BitOperations.RotateLeft(word, 17));
        }
        foreach (var b in bytes[(words.Length * sizeof(ulong))..])
        {
            _low = BitOperations.Crc32C(_low, b);
            _high = BitOperations.Crc32C(_high, (byte)(b ^ 0x5A));
        }
    }
}
