using Bench.Hub.Pipeline.Files;

namespace Bench.Hub.Pipeline.Baselines;

/// <summary>Files that stand right in a baseline's place beside the backend's data.</summary>
internal static class BaselineFiles
{
    /// <summary>What seeding put there: <see cref="Bench.Model.Hub.HubPreserved"/> before it is preserved.</summary>
    public const string Seeded = "seeded.json";

    public const string Preserved = "preserved.json";
    public const string ReadMe = "README.txt";

    /// <summary>They are no data of the backend's.</summary>
    public static IReadOnlySet<string> All { get; } =
        new HashSet<string>(StringComparer.Ordinal) { Seeded, Preserved, ReadMe, Trees.Mark };
}
