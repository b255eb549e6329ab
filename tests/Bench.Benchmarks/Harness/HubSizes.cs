using System.Globalization;

namespace Bench.Benchmarks.Harness;

/// <summary>How much the hub's benchmarks move; flags make it smaller for a first look.</summary>
/// <param name="Modules"><c>--hub-modules=N</c>: of 40 files of 1–16 KB.</param>
/// <param name="WithAws"><c>--without-aws</c> leaves its slow runs out.</param>
/// <param name="LargeFiles"><c>--hub-large-files=N</c>.</param>
/// <param name="LargeMebibytes"><c>--hub-large-mib=N</c>: of each large file.</param>
internal sealed record HubSizes(int Modules, bool WithAws, int LargeFiles, int LargeMebibytes)
{
    public static HubSizes Of(IReadOnlyList<string> args) =>
        new(
            Value(args, "--hub-modules=", 1000),
            !args.Contains("--without-aws"),
            Value(args, "--hub-large-files=", 8),
            Value(args, "--hub-large-mib=", 512)
        );

    private static int Value(IReadOnlyList<string> args, string name, int otherwise) =>
        args.FirstOrDefault(arg => arg.StartsWith(name, StringComparison.Ordinal)) is { } given
            ? int.Parse(given.AsSpan(name.Length), CultureInfo.InvariantCulture)
            : otherwise;
}
