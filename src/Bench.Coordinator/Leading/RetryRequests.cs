using Bench.Model.Decisions;
using Bench.Model.Runs;
using Bench.Protocol.Leading;

namespace Bench.Coordinator.Leading;

/// <summary>What operators want tried again, until the leader's next look.</summary>
internal sealed class RetryRequests(RunConfig config)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<int, TaskCompletionSource<Grant?>> _asked = [];
    private string? _refusal;

    /// <summary>The test cases that are asked for, by ordinal, ascending.</summary>
    public IReadOnlyList<int> Tests
    {
        get
        {
            lock (_gate)
            {
                return [.. _asked.Keys.Order()];
            }
        }
    }

    /// <summary>Asks for one more attempt; what was granted, or null where no VM can take it.</summary>
    /// <exception cref="RetryRefusedException">It cannot be granted.</exception>
    public Task<Grant?> Ask(int matrixId)
    {
        if (matrixId < 1 || matrixId > config.EntryCount)
        {
            throw new RetryRefusedException(
                $"entry {matrixId} is not one of this run, which has 1 to {config.EntryCount}"
            );
        }
        lock (_gate)
        {
            if (_refusal is not null)
            {
                throw new RetryRefusedException(_refusal);
            }
            var test = TestCases.OrdinalOf(config, matrixId);
            if (!_asked.TryGetValue(test, out var reply))
            {
                _asked[test] = reply = new(TaskCreationOptions.RunContinuationsAsynchronously);
            }
            return reply.Task;
        }
    }

    /// <summary>Answers those that were asked for when the leader decided.</summary>
    /// <param name="asked">What stood in the situation.</param>
    /// <param name="granted">The grants that were made from it.</param>
    /// <param name="isSettled">Whether a test case could have been granted.</param>
    public void Answer(
        IReadOnlyList<int> asked,
        IReadOnlyList<Grant> granted,
        Func<int, bool> isSettled
    )
    {
        lock (_gate)
        {
            foreach (var test in asked)
            {
                if (!_asked.Remove(test, out var reply))
                {
                    continue;
                }
                var grant = granted.FirstOrDefault(g =>
                    g.Entries.Any(entry => TestCases.OrdinalOf(config, entry.MatrixId) == test)
                );
                if (grant is null && !isSettled(test))
                {
                    reply.SetException(
                        new RetryRefusedException(
                            $"test {config.TestCases[test - 1].TestId} is still being tried; wait for its result"
                        )
                    );
                }
                else
                {
                    reply.SetResult(grant);
                }
            }
        }
    }

    /// <summary>Refuses all that is asked for, now and from now on; null takes that back.</summary>
    public void Refuse(string? reason)
    {
        lock (_gate)
        {
            _refusal = reason;
            if (reason is null)
            {
                return;
            }
            foreach (var reply in _asked.Values)
            {
                reply.SetException(new RetryRefusedException(reason));
            }
            _asked.Clear();
        }
    }
}

/// <summary>A test case cannot be tried again; the message says why.</summary>
public sealed class RetryRefusedException(string reason) : Exception(reason);
