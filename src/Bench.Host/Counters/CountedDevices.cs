namespace Bench.Host.Counters;

/// <summary>
/// Which devices count, as sysfs tells: what stands for hardware has a <c>device</c> link. Answers are remembered
/// by name, so that a snapshot asks sysfs only about devices never seen before.
/// </summary>
public static class CountedDevices
{
    private const string BlockFolder = "/sys/block";
    private const string NetworkFolder = "/sys/class/net";

    private static readonly Lock Gate = new();
    private static readonly Dictionary<string, bool> WholeDisks = new(StringComparer.Ordinal);
    private static readonly Dictionary<string, InterfaceKind> Kinds = new(StringComparer.Ordinal);

    /// <summary>The names of the disks that count.</summary>
    public static IReadOnlyList<string> Disks() =>
        [.. NamesIn(BlockFolder).Where(name => IsWholeDisk(name))];

    /// <summary>The names of the network interfaces that count.</summary>
    public static IReadOnlyList<string> NetworkInterfaces()
    {
        var kinds = NamesIn(NetworkFolder).ToLookup(name => KindOf(name));
        return
        [
            .. kinds.Contains(InterfaceKind.Physical)
                ? kinds[InterfaceKind.Physical]
                : kinds[InterfaceKind.Virtual],
        ];
    }

    /// <summary>Is it a whole physical block device? Partitions are not directly below /sys/block.</summary>
    public static bool IsWholeDisk(ReadOnlySpan<char> name)
    {
        lock (Gate)
        {
            var known = WholeDisks.GetAlternateLookup<ReadOnlySpan<char>>();
            if (!known.TryGetValue(name, out var whole))
            {
                whole = Path.Exists($"{BlockFolder}/{name}/device");
                known[name] = whole;
            }

            return whole;
        }
    }

    /// <summary>What a network interface is.</summary>
    public static InterfaceKind KindOf(ReadOnlySpan<char> name)
    {
        lock (Gate)
        {
            var known = Kinds.GetAlternateLookup<ReadOnlySpan<char>>();
            if (!known.TryGetValue(name, out var kind))
            {
                kind = AskKind(name.ToString());
                known[name] = kind;
            }

            return kind;
        }
    }

    private static InterfaceKind AskKind(string name)
    {
        var folder = $"{NetworkFolder}/{name}";
        if (Path.Exists($"{folder}/device"))
            return InterfaceKind.Physical;
        var stacked =
            Directory.Exists(folder)
            && Directory.EnumerateFileSystemEntries(folder, "lower_*").Any();
        return stacked || string.Equals(name, "lo", StringComparison.Ordinal)
            ? InterfaceKind.Left
            : InterfaceKind.Virtual;
    }

    private static IEnumerable<string> NamesIn(string folder) =>
        Directory.Exists(folder)
            ? Directory
                .EnumerateFileSystemEntries(folder)
                .Select(path => Path.GetFileName(path))
                .Order(StringComparer.Ordinal)
            : [];
}
