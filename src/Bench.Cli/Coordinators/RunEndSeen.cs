using Bench.Coordinator.Watching;

namespace Bench.Cli.Coordinators;

/// <summary>Sees by a run's events how it ended.</summary>
internal sealed class RunEndSeen
{
    private RunHead? _last;

    /// <summary>0 when every entry is ok, else 1.</summary>
    public int Code =>
        _last is { Phase: RunPhase.Sealed } end && end.EntriesOk == end.EntriesTotal
            ? ExitCodes.Done
            : ExitCodes.Failures;

    public async IAsyncEnumerable<RunEvent> See(IAsyncEnumerable<RunEvent> events)
    {
        await foreach (var happened in events)
        {
            _last = happened.Run ?? happened.Snapshot?.Run ?? _last;
            yield return happened;
        }
    }
}
