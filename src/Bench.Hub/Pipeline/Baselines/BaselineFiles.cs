using System.Text;
using Bench.Hub.Files;
using Bench.Hub.Pipeline.Files;

namespace Bench.Hub.Pipeline.Baselines;

/// <summary>Files that stand right in a baseline's place beside the backend's data.</summary>
internal static class BaselineFiles
{
    /// <summary>What seeding put there: <see cref="Bench.Model.Hub.HubPreserved"/> before it is preserved.</summary>
    public const string Seeded = "seeded.json";

    public const string Preserved = "preserved.json";
    public const string ReadMe = "README.txt";

    /// <summary>Stands there while the data comes; its text says how.</summary>
    public const string Unfinished = "unfinished.txt";

    /// <summary>Of data that is copied: it may be less than all.</summary>
    public static byte[] ByCopy => "the data here is being copied\n"u8.ToArray();

    /// <summary>Of a place that was moved here as a whole, and is not preserved yet.</summary>
    public static byte[] ByMoveTo(string place) =>
        Encoding.UTF8.GetBytes($"all of the data was moved to {place}\n");

    private static readonly string[] Own = [Seeded, Preserved, ReadMe, Unfinished, Trees.Mark];

    /// <summary>Those that say that the data is whole.</summary>
    public static IReadOnlyList<string> SayWhole { get; } = [Seeded, Preserved];

    /// <summary>They are no data of the backend's.</summary>
    public static IReadOnlySet<string> All { get; } =
        new HashSet<string>(
            [.. Own, .. Own.Select(name => name + WholeFile.Suffix)],
            StringComparer.Ordinal
        );
}
