namespace Bench.Storage.S3;

/// <summary>What a server copies at once.</summary>
internal sealed record S3CopyLimits
{
    private const long MiB = 1 << 20;

    /// <summary>What one object can be made of.</summary>
    private const int MostParts = 10_000;

    /// <summary>What S3 copies in one request: 5 GiB.</summary>
    public long SingleBytes { get; init; } = 5L << 30;

    /// <summary>Of each part but the last; S3 takes none below 5 MiB.</summary>
    public long PartBytes { get; init; } = 512 * MiB;

    public int Parallel { get; init; } = 8;

    /// <summary>Length of the parts of an object of this length: more than usual where there would be too many.</summary>
    public long PartBytesOf(long length)
    {
        var least = (length + MostParts - 1) / MostParts;
        return Math.Max(PartBytes, (least + MiB - 1) / MiB * MiB);
    }
}
