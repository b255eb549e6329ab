using System.Collections.Frozen;

namespace Bench.Fio.Values;

/// <summary>What a job does to its files, as fio's option <c>rw</c> says it.</summary>
/// <param name="Name">fio's word in its usual form: <c>rw</c> for <c>readwrite</c>.</param>
public sealed record RwMode(string Name, bool Reads, bool Writes, bool Trims, bool IsRandom)
{
    /// <summary>fio's default where a job has no <c>rw</c>.</summary>
    public static RwMode Default { get; } =
        new("read", Reads: true, Writes: false, Trims: false, IsRandom: false);

    /// <summary>True where files are read only, so that a prepared set may be shared.</summary>
    public bool OnlyReads => Reads && !Writes && !Trims;

    private static readonly FrozenDictionary<string, RwMode> s_byName = new[]
    {
        Default,
        new("write", Reads: false, Writes: true, Trims: false, IsRandom: false),
        new("trim", Reads: false, Writes: false, Trims: true, IsRandom: false),
        new("randread", Reads: true, Writes: false, Trims: false, IsRandom: true),
        new("randwrite", Reads: false, Writes: true, Trims: false, IsRandom: true),
        new("randtrim", Reads: false, Writes: false, Trims: true, IsRandom: true),
        new("rw", Reads: true, Writes: true, Trims: false, IsRandom: false),
        new("randrw", Reads: true, Writes: true, Trims: false, IsRandom: true),
        new("trimwrite", Reads: false, Writes: true, Trims: true, IsRandom: false),
        new("randtrimwrite", Reads: false, Writes: true, Trims: true, IsRandom: true),
    }.ToFrozenDictionary(mode => mode.Name, StringComparer.Ordinal);

    /// <summary>fio's word, in lower case, with or without its sequence (<c>randread:8</c>, <c>write:4k</c>).</summary>
    public static bool TryParse(
        string? text,
        [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out RwMode? mode
    )
    {
        mode = null;
        var parts = (text ?? "").Split(':');
        var name = string.Equals(parts[0], "readwrite", StringComparison.Ordinal) ? "rw" : parts[0];
        return parts.Length <= 2
            && (parts.Length == 1 || FioSize.TryParse(parts[1], out _))
            && s_byName.TryGetValue(name, out mode);
    }
}
