namespace Bench.Coordinator.Watching;

/// <summary>What is shown of one run, and how it changes.</summary>
public interface IRunFeed
{
    RunSnapshot Snapshot { get; }

    /// <summary>
    /// The events after a place, then those to come, until the run is sealed. Begins with a snapshot where the place is
    /// unknown or no longer kept. A reader that is too slow gets a snapshot in place of what it missed: it never holds
    /// up who writes.
    /// </summary>
    IAsyncEnumerable<RunEvent> FollowAsync(EventCursor? after, CancellationToken cancel);
}
