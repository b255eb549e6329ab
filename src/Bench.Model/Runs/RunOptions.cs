using System.Text.Json.Serialization;

namespace Bench.Model.Runs;

/// <summary>How a run measures. Part of <c>config.json</c>, so that a resumed run measures in the same way.</summary>
public sealed record RunOptions
{
    public const double DefaultStartTimeoutSeconds = 300;

    public required int Iterations { get; init; }
    public required DistributionMode Distribution { get; init; }
    public required CacheMode Cache { get; init; }

    /// <summary>State of the metadata caches, where a config does not say otherwise.</summary>
    public MetadataMode Metadata { get; init; }

    /// <summary>Whether an iteration whose cache drop failed goes on, recorded as <c>not_dropped</c>.</summary>
    public bool AllowNotDropped { get; init; }
    public required HostSharing HostSharing { get; init; }

    /// <summary>Where the data is: a folder for the mount kind <c>directory</c>, else a bucket.</summary>
    public required string TestData { get; init; }

    /// <summary>
    /// Prefix of the read sets within the test data; absent for the usual one, which all runs share and which is kept.
    /// </summary>
    public string? DataPrefix { get; init; }

    /// <summary>Whether the read sets are deleted once the run is sealed; they then have a prefix of the run's own.</summary>
    public bool CleanUpData { get; init; }

    /// <summary>Unmeasured blocks before the first block of each test case.</summary>
    public int WarmUpBlocks { get; init; }

    /// <summary>How the data is mounted: <c>directory</c>, <c>gcsfuse</c>, …</summary>
    public required string Mount { get; init; }

    /// <summary>Longest time of one fio run before it is ended and the iteration failed.</summary>
    public required double IterationTimeoutSeconds { get; init; }

    /// <summary>
    /// Longest time of all iterations of one entry together, without the waiting for a turn, before what is left of it
    /// fails; absent for any time.
    /// </summary>
    public double? EntryTimeoutSeconds { get; init; }

    /// <summary>How often a test case with a failed entry is tried again as a whole.</summary>
    public int Retries { get; init; }

    /// <summary>How long a VM may take to show itself before it counts as lost; absent for <see cref="DefaultStartTimeoutSeconds"/>.</summary>
    public double? StartTimeoutSeconds { get; init; }

    /// <summary>Longest time of the whole run, over all its coordinators, before it is sealed as it is.</summary>
    public required double RunTimeoutSeconds { get; init; }

    /// <summary>How long a silent holder keeps its claim, on the clock of whoever watches it.</summary>
    public required double LeaseSeconds { get; init; }
    public required double PollIntervalSeconds { get; init; }
    public string? RunName { get; init; }
    public string? ReportName { get; init; }

    /// <summary>Whether the report also has one table for each config.</summary>
    public bool SeparateConfigs { get; init; }

    /// <summary>Where the mount tool's program comes from; absent where it is whatever is on the PATH.</summary>
    public ToolSource? ToolSource { get; init; }

    /// <summary>Folder in which hosts keep programs that they built or downloaded; absent for the user's cache folder.</summary>
    public string? ToolCache { get; init; }
}

/// <summary>How test cases are spread over VMs.</summary>
public enum DistributionMode
{
    /// <summary>Round robin by test case.</summary>
    [JsonStringEnumMemberName("even")]
    Even,

    /// <summary>Longest first onto the VM with the least to do.</summary>
    [JsonStringEnumMemberName("weighted")]
    Weighted,

    /// <summary>Consecutive test cases stay together.</summary>
    [JsonStringEnumMemberName("contiguous")]
    Contiguous,

    /// <summary>Every VM runs every entry at once.</summary>
    [JsonStringEnumMemberName("replicate")]
    Replicate,
}

/// <summary>State of the page cache at the begin of the measure phase.</summary>
public enum CacheMode
{
    /// <summary>Left as it is.</summary>
    [JsonStringEnumMemberName("none")]
    None,

    /// <summary>sync, then dropped.</summary>
    [JsonStringEnumMemberName("drop")]
    Drop,

    /// <summary>The data set is read once before.</summary>
    [JsonStringEnumMemberName("warm")]
    Warm,
}

/// <summary>Whether workers on one host (one boot id) measure in turns.</summary>
public enum HostSharing
{
    [JsonStringEnumMemberName("turns")]
    Turns,

    [JsonStringEnumMemberName("concurrent")]
    Concurrent,
}

/// <summary>
/// State of the caches of names and attributes at the begin of the measure phase: the kernel's, and those of the
/// mount tool.
/// </summary>
public enum MetadataMode
{
    /// <summary>Left as it is.</summary>
    [JsonStringEnumMemberName("none")]
    None,

    /// <summary>Nothing has looked at the data since the page cache was dropped and the data mounted.</summary>
    [JsonStringEnumMemberName("cold")]
    Cold,

    /// <summary>The attributes of every file and folder are read once before.</summary>
    [JsonStringEnumMemberName("warm")]
    Warm,
}
