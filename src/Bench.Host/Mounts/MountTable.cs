using System.Globalization;
using System.Text;

namespace Bench.Host.Mounts;

/// <summary>One line of <c>/proc/self/mountinfo</c> (proc(5)).</summary>
/// <param name="Id">The mount's id.</param>
/// <param name="ParentId">The id of the mount it is mounted on.</param>
/// <param name="DeviceMajor">
/// Major number of its device; with <paramref name="DeviceMinor"/> it names a FUSE connection in <c>/sys/fs/fuse/connections</c>.
/// </param>
/// <param name="DeviceMinor">Minor number.</param>
/// <param name="Root">The folder of the file system that is mounted.</param>
/// <param name="MountPoint">Where.</param>
/// <param name="Options">Options of this mount.</param>
/// <param name="FileSystem">The type, such as <c>fuse.rclone</c>.</param>
/// <param name="Source">What is mounted.</param>
/// <param name="SuperOptions">Options of the file system.</param>
public sealed record MountEntry(
    int Id,
    int ParentId,
    int DeviceMajor,
    int DeviceMinor,
    string Root,
    string MountPoint,
    string Options,
    string FileSystem,
    string Source,
    string SuperOptions
);

/// <summary>The mounts that this process sees.</summary>
public sealed class MountTable(IReadOnlyList<MountEntry> entries)
{
    /// <summary>All mounts, in the kernel's order: later ones at one point hide earlier ones.</summary>
    public IReadOnlyList<MountEntry> Entries { get; } = entries;

    /// <summary>Reads <c>/proc/self/mountinfo</c>.</summary>
    /// <exception cref="HostCallException">It cannot be read.</exception>
    public static MountTable Read()
    {
        using var file = Interop.ProcFile.Read("/proc/self/mountinfo");
        return Parse(Encoding.UTF8.GetString(file.Bytes));
    }

    /// <summary>Parses the text of mountinfo; lines that are not of its form are left out.</summary>
    public static MountTable Parse(string text) =>
        new([.. text.Split('\n').Select(ParseLine).OfType<MountEntry>()]);

    /// <summary>The topmost mount at exactly this path, or null. Links in the path are not followed.</summary>
    public MountEntry? At(string mountPoint)
    {
        var wanted = Normalise(mountPoint);
        return Entries.LastOrDefault(entry =>
            string.Equals(entry.MountPoint, wanted, StringComparison.Ordinal)
        );
    }

    /// <summary>The mount that holds a path, whether or not the path exists. Links in it are not followed.</summary>
    public MountEntry? Holding(string path)
    {
        for (
            var folder = Normalise(path);
            folder is not null;
            folder = Path.GetDirectoryName(folder)
        )
        {
            if (At(folder) is { } entry)
                return entry;
        }

        return null;
    }

    /// <summary>All mounts at a folder or below it, innermost and topmost first: the order in which to unmount.</summary>
    public IReadOnlyList<MountEntry> Below(string folder)
    {
        var wanted = Normalise(folder);
        var prefix = wanted.EndsWith('/') ? wanted : wanted + "/";
        return
        [
            .. Entries
                .Where(entry =>
                    string.Equals(entry.MountPoint, wanted, StringComparison.Ordinal)
                    || entry.MountPoint.StartsWith(prefix, StringComparison.Ordinal)
                )
                .Reverse(),
        ];
    }

    /// <summary>The kernel writes blank, tab, new line, backslash and hash as <c>\ooo</c>.</summary>
    internal static string Unescape(string field)
    {
        if (!field.Contains('\\', StringComparison.Ordinal))
            return field;
        var source = Encoding.UTF8.GetBytes(field);
        var bytes = new List<byte>(source.Length);
        for (var i = 0; i < source.Length; i++)
        {
            if (source[i] == '\\' && i + 3 < source.Length && IsOctal(source.AsSpan(i + 1, 3)))
            {
                bytes.Add(
                    (byte)(
                        ((source[i + 1] & 7) << 6)
                        | ((source[i + 2] & 7) << 3)
                        | (source[i + 3] & 7)
                    )
                );
                i += 3;
            }
            else
            {
                bytes.Add(source[i]);
            }
        }

        return Encoding.UTF8.GetString([.. bytes]);
    }

    private static bool IsOctal(ReadOnlySpan<byte> digits) =>
        !digits.ContainsAnyExceptInRange((byte)'0', (byte)'7');

    private static string Normalise(string path) =>
        Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));

    private static MountEntry? ParseLine(string line)
    {
        var fields = line.Split(' ');
        // Optional fields, ended by a lone hyphen, stand before the last three.
        var hyphen = Array.IndexOf(fields, "-", startIndex: Math.Min(6, fields.Length));
        if (hyphen < 0 || fields.Length < hyphen + 3)
            return null;
        var device = fields[2].Split(':');
        if (
            device.Length != 2
            || !Number(fields[0], out var id)
            || !Number(fields[1], out var parent)
            || !Number(device[0], out var major)
            || !Number(device[1], out var minor)
        )
            return null;
        return new MountEntry(
            id,
            parent,
            major,
            minor,
            Unescape(fields[3]),
            Unescape(fields[4]),
            fields[5],
            Unescape(fields[hyphen + 1]),
            Unescape(fields[hyphen + 2]),
            fields.Length > hyphen + 3 ? Unescape(fields[hyphen + 3]) : ""
        );
    }

    private static bool Number(string text, out int value) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
}
