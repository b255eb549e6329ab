using System.Globalization;
using System.Text;
using Bench.Hub.Making;
using Bench.Model.Digests;

namespace Bench.Workloads.Hydration;

/// <summary>What a row of the test CSV asks for.</summary>
internal sealed record HydrationSettings
{
    /// <summary>Changes when modules or their storing do, so that older baselines are not taken for new ones.</summary>
    private const string Generation = "hub-baseline/1";

    public required ModuleShape Shape { get; init; }

    /// <summary>A preserved baseline in place of synthetic modules; null for these.</summary>
    public required string? Seeded { get; init; }

    /// <summary><c>file</c>, or the URI of a bucket with a prefix.</summary>
    public required string Backend { get; init; }
    public required int? HydrationThreads { get; init; }
    public required int? ProvisionThreads { get; init; }
    public required bool Pack { get; init; }
    public required long? PackThresholdBytes { get; init; }
    public required bool Dehydrate { get; init; }

    public bool IsFile => Backend == HydrationColumns.FileBackend;

    /// <summary>Of values that the rules of planning have found good.</summary>
    public static HydrationSettings Of(IReadOnlyDictionary<string, string> parameters)
    {
        return new HydrationSettings
        {
            Shape = new ModuleShape
            {
                Modules = Number(HydrationColumns.Modules)!.Value,
                FilesPerModule = Number(HydrationColumns.Files)!.Value,
                Sizes = SizeDistribution.TryParse(
                    Text(HydrationColumns.Size),
                    SizeShape.LogUniform
                )!,
                Duplicates = HydrationColumns.Share(Text(HydrationColumns.Duplicates))!.Value,
                Seed = (ulong)Number(HydrationColumns.Seed)!.Value,
            },
            Seeded = Text(HydrationColumns.Seeded) is { Length: > 0 } place ? place : null,
            Backend = Text(HydrationColumns.Backend),
            HydrationThreads = Number(HydrationColumns.HydrationThreads),
            ProvisionThreads = Number(HydrationColumns.ProvisionThreads),
            Pack = Text(HydrationColumns.Pack) == "yes",
            PackThresholdBytes = HydrationColumns.Bytes(Text(HydrationColumns.PackThreshold)),
            Dehydrate = Text(HydrationColumns.Dehydrate) == "yes",
        };

        string Text(string column) =>
            parameters.GetValueOrDefault(column) is { Length: > 0 } given
                ? given
                : HydrationColumns.ByName[column].Default;

        int? Number(string column) => HydrationColumns.Number(Text(column));
    }

    /// <summary>Names all that shapes the stored modules: rows that differ in nothing else share a baseline.</summary>
    public string BaselineDigest()
    {
        var (shape, sizes) = (Shape, Shape.Sizes);
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"{Generation} {shape.Modules} {shape.FilesPerModule} {sizes.Smallest} {sizes.Largest} {sizes.Shape} {shape.Duplicates:R} {shape.Seed} {Pack} {(Pack ? PackThresholdBytes : null)}"
        );
        return ContentDigest.Sha256HexOf(Encoding.UTF8.GetBytes(text))[..24];
    }
}
