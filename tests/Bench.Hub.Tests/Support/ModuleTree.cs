using System.Globalization;
using Bench.Hub.Hashing;
using Bench.Hub.Local;

namespace Bench.Hub.Tests.Support;

/// <summary>Trees of files for tests, and all that must come back of them.</summary>
internal static class ModuleTree
{
    public static byte[] Bytes(int length, int seed)
    {
        var bytes = new byte[length];
        var state = ((ulong)seed * 0x9e3779b97f4a7c15UL) | 1;
        for (var i = 0; i < length; i++)
        {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            bytes[i] = (byte)(state >> 24);
        }
        return bytes;
    }

    public static string Write(string folder, string path, byte[] content)
    {
        var full = Path.Combine(folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllBytes(full, content);
        return full;
    }

    /// <summary>Files of many lengths, an empty one, empty folders, unusual names, modes and times.</summary>
    public static void WriteVaried(string folder, int seed = 1)
    {
        Directory.CreateDirectory(folder);
        for (var i = 0; i < 40; i++)
        {
            Write(folder, $"small/{i:D2}.bin", Bytes(1 + (i * 397), seed + i));
        }
        Write(folder, "large/one.dat", Bytes(3_000_000, seed + 100));
        Write(folder, "large/two.dat", Bytes(300_000, seed + 101));
        Write(folder, "twice/a", Bytes(20_000, seed + 102));
        Write(folder, "twice/b", Bytes(20_000, seed + 102));
        Write(folder, "empty", []);
        Write(folder, "names/ünïcödé 日本 🙂", Bytes(10, seed));
        Write(folder, "names/a\\b\n\t\"'*?", Bytes(11, seed));
        Write(folder, "names/\uFFFD", Bytes(12, seed));
        Write(folder, "names/" + new string('x', 255), Bytes(13, seed));
        Directory.CreateDirectory(Path.Combine(folder, "void/below"));
        Mode(folder, "small/01.bin", 0b100_000_000);
        Mode(folder, "small/02.bin", Convert.ToInt32("6755", 8));
        Mode(folder, "void", 0b101_000_000);
        Posix.SetModified(Path.Combine(folder, "small/03.bin"), 1_234_567_890_123_456_789);
        Posix.SetModified(Path.Combine(folder, "small/04.bin"), -1);
        Posix.SetModified(Path.Combine(folder, "void/below"), 987_654_321_000_000_001);
        Posix.SetModified(folder, 1_000_000_000_000_000_001);
    }

    /// <summary>Everything that a state keeps, one line for each file and folder.</summary>
    public static IReadOnlyList<string> Describe(string folder)
    {
        var lines = new List<string>();
        foreach (
            var path in Directory
                .EnumerateFileSystemEntries(folder, "*", SearchOption.AllDirectories)
                .Append(folder)
                .Order(StringComparer.Ordinal)
        )
        {
            var status = Posix.Status(path);
            var content = status.IsFolder
                ? "folder"
                : $"{status.Size} {ContentHash.Of(File.ReadAllBytes(path))}";
            lines.Add(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{Path.GetRelativePath(folder, path)} {Convert.ToString(status.Mode, 8)} {status.Modified.TotalNanoseconds} {content}"
                )
            );
        }
        return lines;
    }

    private static void Mode(string folder, string path, int mode) =>
        Posix.SetMode(Path.Combine(folder, path), mode);
}
