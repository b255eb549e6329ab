using Bench.Model.Json;

namespace Bench.Hub.Hydration;

/// <summary>How modules are moved.</summary>
public sealed record HydrationOptions
{
    /// <summary>Files and objects that are hashed and moved at once, over all modules; 0 for one after another.</summary>
    public int Threads { get; init; } = Math.Max(Environment.ProcessorCount / 4, 2);

    /// <summary>Whether small files are put together.</summary>
    public bool Pack { get; init; } = true;

    /// <summary>Files shorter than this go into packs, in bytes.</summary>
    public int PackThreshold { get; init; } = 256 * 1024;

    /// <summary>Bytes of a pack at the most.</summary>
    public int PackBytes { get; init; } = 8 * 1024 * 1024;

    /// <summary>A pack of which a larger share than this is of no use any more is replaced by new ones.</summary>
    public double GarbageShare { get; init; } = 0.5;

    /// <summary>So many packs that are less than a quarter full are put together.</summary>
    public int SmallPacks { get; init; } = 16;

    /// <summary>
    /// Pieces of other modules' packs are used again if there are at least so many bytes of them in one pack: fewer are
    /// not worth the request.
    /// </summary>
    public int SharedBytes { get; init; } = 64 * 1024;

    /// <summary>Whether large files are cut into chunks by their content, of which only new ones are moved.</summary>
    public bool Chunk { get; init; }

    /// <summary>Files from this length on are cut, in bytes.</summary>
    public long ChunkThreshold { get; init; } = 8 * 1024 * 1024;

    /// <summary>Bytes of a chunk on average; a power of two.</summary>
    public int ChunkBytes { get; init; } = 1024 * 1024;

    /// <summary>Content bytes a second over all modules, both ways together; null for no cap.</summary>
    public long? BytesPerSecond { get; init; }

    /// <summary>
    /// Paths that are fetched first, in this order; one that ends in '/' stands for all below it. The others follow,
    /// small ones first.
    /// </summary>
    public IReadOnlyList<string> First { get; init; } = [];

    /// <summary>Names this hub in what it writes, for messages.</summary>
    public string Hub { get; init; } = $"{Environment.MachineName}:{Environment.ProcessId}";

    /// <summary>How often a dehydration shows sweeps that it lives.</summary>
    public TimeSpan SessionBeat { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Makes random ids.</summary>
    internal Func<string> NewId { get; init; } = WriterId.New;

    /// <exception cref="ArgumentException">A value is out of its range; the message names it.</exception>
    public HydrationOptions Checked()
    {
        Check(Threads >= 0, nameof(Threads), Threads, "at least 0");
        Check(PackBytes is >= 4096 and <= 1 << 30, nameof(PackBytes), PackBytes, "4096 to 2^30");
        Check(
            PackThreshold >= 0 && PackThreshold <= PackBytes,
            nameof(PackThreshold),
            PackThreshold,
            "0 to the bytes of a pack"
        );
        Check(GarbageShare is > 0 and <= 1, nameof(GarbageShare), GarbageShare, "above 0, up to 1");
        Check(SmallPacks >= 2, nameof(SmallPacks), SmallPacks, "at least 2");
        Check(
            ChunkBytes is >= 4096 and <= 1 << 26 && int.IsPow2(ChunkBytes),
            nameof(ChunkBytes),
            ChunkBytes,
            "a power of two from 4096 to 2^26"
        );
        Check(BytesPerSecond is null or > 0, nameof(BytesPerSecond), BytesPerSecond, "above 0");
        return this;
    }

    private static void Check(bool holds, string name, object? value, string range)
    {
        if (!holds)
        {
            throw new ArgumentException($"{name} is {value}; it must be {range}", name);
        }
    }
}
