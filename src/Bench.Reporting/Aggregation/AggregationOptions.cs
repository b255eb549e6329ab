namespace Bench.Reporting.Aggregation;

/// <summary>How a run is aggregated. Nothing here changes a figure.</summary>
public sealed record AggregationOptions
{
    /// <summary>Whether the SHA-256 of every raw file is checked as well (<c>bench report --verify</c>).</summary>
    public bool Verify { get; init; }

    /// <summary>Whether the seal is a provisional one, computed for a run that is not sealed.</summary>
    public bool Provisional { get; init; }

    /// <summary>Entries in work at a time.</summary>
    public int Parallelism { get; init; } = 2;
}
