using Bench.Model.Decisions;
using Bench.Model.Runs;
using Bench.Protocol.Leading;
using Bench.Protocol.Liveness;

namespace Bench.Coordinator.Leading;

/// <summary>Tells operators what was decided, each thing once.</summary>
internal sealed class LeadNotes(IRunObserver observer, RunConfig config)
{
    private const int MostNames = 5;
    private string? _waits;
    private int _waitingPolls;
    private bool _suspects;

    public void Fenced(LeadAction.Fence fence) =>
        observer.Note($"{fence.Vm} is fenced: {fence.Reason}; what it has not finished is granted");

    public void Granted(Grant grant)
    {
        var tests = grant
            .Entries.Select(entry => TestCases.OrdinalOf(config, entry.MatrixId))
            .Distinct()
            .Select(test => config.TestCases[test - 1].TestId)
            .ToList();
        var names =
            tests.Count > MostNames
                ? $"{string.Join(", ", tests.Take(MostNames))} and {tests.Count - MostNames} more"
                : string.Join(", ", tests);
        var why = grant.Cause switch
        {
            GrantCause.Retry => "as it failed",
            GrantCause.Requested => "as it was asked for",
            _ => "as its VM was lost",
        };
        observer.Note($"{grant.Vm} is granted test {names}, {why}");
    }

    public void Suspects(string? suspicion)
    {
        if (suspicion is not null && !_suspects)
        {
            observer.Note(suspicion);
        }
        _suspects = suspicion is not null;
    }

    /// <summary>The run cannot go on; what is to be shown of that. A first look after a start tells nothing yet.</summary>
    public string? Waits(string reason)
    {
        if (++_waitingPolls >= LivenessWatch.FewestPolls && _waits is null)
        {
            _waits = reason;
            observer.Note(
                $"waiting: {reason}; it goes on when a VM returns, or by bench resume, and ends by bench cancel"
            );
        }
        return _waitingPolls >= LivenessWatch.FewestPolls ? reason : null;
    }

    /// <summary>The run goes on.</summary>
    public string? GoesOn()
    {
        if (_waits is not null)
        {
            observer.Note("the run goes on");
        }
        (_waits, _waitingPolls) = (null, 0);
        return null;
    }
}
