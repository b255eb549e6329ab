#pragma warning disable CA1822
using Bench.Coordinator.Views;
using Bench.Model.Decisions;
using Bench.Protocol.Decisions;

namespace Bench.Coordinator.Leading;

/// <summary>What leaders do not tell and take yet.</summary>
internal static class Interim
{
    extension(RunLeader leader)
    {
        public (
            IReadOnlyList<string> Acknowledged,
            IReadOnlyList<string> Unacknowledged
        ) Cancelled => ([], []);

        public void Offer(string vm) => leader.Wake();

        public Task<Grant?> RetryAsync(int matrixId) =>
            throw new RetryRefusedException("retries are not there yet");
    }

    extension(RunView view)
    {
        public RunState? State => null;
        public string? Waiting => null;
    }
}

/// <summary>A test case cannot be tried again; the message says why.</summary>
public sealed class RetryRefusedException(string reason) : Exception(reason);
