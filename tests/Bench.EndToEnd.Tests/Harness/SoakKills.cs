using System.Globalization;

namespace Bench.EndToEnd.Tests.Harness;

/// <summary>How many runs with kills at random moments a test makes.</summary>
internal static class SoakKills
{
    /// <summary>What the environment says, or else this many.</summary>
    public static int Or(int otherwise) =>
        int.TryParse(
            Environment.GetEnvironmentVariable("BENCH_SOAK_KILLS"),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var kills
        )
            ? kills
            : otherwise;
}
