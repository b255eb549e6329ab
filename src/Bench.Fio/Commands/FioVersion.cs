using System.Globalization;
using System.Text.RegularExpressions;

namespace Bench.Fio.Commands;

/// <summary>Version of fio, as <c>fio --version</c> and its output name it.</summary>
public sealed partial record FioVersion(int Major, int Minor) : IComparable<FioVersion>
{
    /// <summary>The first with latencies in nanoseconds.</summary>
    public static FioVersion Minimum { get; } = new(3, 0);

    /// <summary>The first with <c>log_alternate_epoch</c>; older ones refuse a job file that has it.</summary>
    public static FioVersion MinimumForBandwidthLogs { get; } = new(3, 30);

    /// <summary>Reads <c>fio-3.33</c>, also with what distributions and builds append (<c>fio-3.33-5-gab12</c>).</summary>
    public static bool TryParse(
        string? text,
        [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out FioVersion? version
    )
    {
        var match = Pattern().Match(text ?? "");
        version =
            match.Success
            && int.TryParse(
                match.Groups["major"].ValueSpan,
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var major
            )
            && int.TryParse(
                match.Groups["minor"].ValueSpan,
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var minor
            )
                ? new FioVersion(major, minor)
                : null;
        return version is not null;
    }

    public int CompareTo(FioVersion? other) =>
        other is null ? 1 : (Major, Minor).CompareTo((other.Major, other.Minor));

    public static bool operator <(FioVersion left, FioVersion right) => left.CompareTo(right) < 0;

    public static bool operator >(FioVersion left, FioVersion right) => left.CompareTo(right) > 0;

    public static bool operator <=(FioVersion left, FioVersion right) => left.CompareTo(right) <= 0;

    public static bool operator >=(FioVersion left, FioVersion right) => left.CompareTo(right) >= 0;

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"fio-{Major}.{Minor}");

    [GeneratedRegex(
        @"^\s*fio-(?<major>[0-9]+)\.(?<minor>[0-9]+)(?![0-9])",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Pattern();
}
