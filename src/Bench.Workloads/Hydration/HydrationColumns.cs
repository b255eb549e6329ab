using System.Collections.Frozen;
using System.Globalization;
using Bench.Hub.Making;

namespace Bench.Workloads.Hydration;

/// <summary>A column of the test CSV that means something to <c>hub-hydration</c>.</summary>
/// <param name="Name">Its header.</param>
/// <param name="Default">What an empty cell stands for.</param>
/// <param name="Reason">What is wrong with a value that is none.</param>
/// <param name="Remedy">An example.</param>
/// <param name="IsGood">Whether a text is a value.</param>
internal sealed record HydrationColumn(
    string Name,
    string Default,
    string Reason,
    string Remedy,
    Func<string, bool> IsGood
);

/// <summary>The columns, each with its rule.</summary>
internal static class HydrationColumns
{
    public const string Modules = "modules";
    public const string Files = "files";
    public const string Size = "size";
    public const string Duplicates = "duplicates";
    public const string Seed = "seed";
    public const string Seeded = "seeded";
    public const string Backend = "backend";
    public const string HydrationThreads = "hydration_threads";
    public const string ProvisionThreads = "provision_threads";
    public const string Pack = "pack";
    public const string PackThreshold = "pack_threshold";
    public const string Dehydrate = "dehydrate";

    /// <summary>The backend that is a folder of the test data.</summary>
    public const string FileBackend = "file";

    public const string S3Scheme = "s3://";

    private const int MostModules = 100_000;
    private const int MostFiles = 1_000_000;
    private const int MostThreads = 1024;

    /// <summary>What a hub's pack holds unless it is told otherwise: no file may be longer than its pack.</summary>
    private const long MostPackThreshold = 8L << 20;

    public static IReadOnlyList<HydrationColumn> All { get; } =
    [
        Count(Modules, "100", 1, MostModules),
        Count(Files, "40", 1, MostFiles),
        new(
            Size,
            "1k-16k",
            "is not a size or a range of sizes",
            "write for example 16k, or 1k-16k",
            text => SizeDistribution.TryParse(text, SizeShape.LogUniform) is not null
        ),
        new(
            Duplicates,
            "0.3",
            "is not a share from 0 to 1",
            "write for example 0.3",
            text => Share(text) is not null
        ),
        Count(Seed, "1", 0, int.MaxValue),
        new(
            Seeded,
            "",
            "is not the place of a preserved baseline",
            "write an absolute path, or s3://bucket/prefix, as 'bench hub preserve' made it",
            text => Path.IsPathFullyQualified(text) || IsBucket(text)
        ),
        new(
            Backend,
            FileBackend,
            "is not a backend",
            "write file, or s3://bucket/prefix",
            text => text == FileBackend || IsBucket(text)
        ),
        Count(HydrationThreads, "", 0, MostThreads),
        Count(ProvisionThreads, "", 0, MostThreads),
        Switch(Pack, "yes"),
        new(
            PackThreshold,
            "",
            "is not a size up to 8m, which is what a pack holds",
            "write for example 64k",
            text => Bytes(text) is > 0 and <= MostPackThreshold
        ),
        Switch(Dehydrate, "no"),
    ];

    public static IReadOnlyDictionary<string, HydrationColumn> ByName { get; } =
        All.ToFrozenDictionary(column => column.Name, StringComparer.Ordinal);

    public static bool IsBucket(string text) =>
        text.StartsWith(S3Scheme, StringComparison.Ordinal)
        && text[S3Scheme.Length..].Split('?')[0].Trim('/').Split('/') is { Length: >= 2 } parts
        && parts.All(part => part.Length > 0);

    public static double? Share(string text) =>
        double.TryParse(
            text,
            NumberStyles.AllowDecimalPoint,
            CultureInfo.InvariantCulture,
            out var share
        ) && share is >= 0 and <= 1
            ? share
            : null;

    public static long? Bytes(string text) =>
        text.Contains('-', StringComparison.Ordinal)
            ? null
            : SizeDistribution.TryParse(text, SizeShape.Uniform)?.Largest;

    public static int? Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    private static HydrationColumn Count(string name, string byDefault, int least, int most) =>
        new(
            name,
            byDefault,
            "is not a count",
            string.Create(CultureInfo.InvariantCulture, $"write a number from {least} to {most}"),
            text => Number(text) is { } number && number >= least && number <= most
        );

    private static HydrationColumn Switch(string name, string byDefault) =>
        new(name, byDefault, "is not yes or no", "write yes or no", text => text is "yes" or "no");
}
