using Bench.Model.Runs;

namespace Bench.Coordinator.Watching.Sources;

/// <summary>
/// How long a VM shows nothing before it is called silent: three heartbeats and two looks, so that one that is late is
/// not. Nothing is decided from it.
/// </summary>
public static class SilencePatience
{
    private const double LongestHeartbeatSeconds = 2;

    public static TimeSpan Of(RunOptions options) =>
        TimeSpan.FromSeconds(
            (3 * Math.Min(options.LeaseSeconds / 3, LongestHeartbeatSeconds))
                + (2 * Math.Max(options.PollIntervalSeconds, 1))
        );
}
