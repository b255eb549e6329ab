using Bench.Protocol.Claims;
using Bench.Storage;
using Bench.Worker.Heartbeats;
using Bench.Worker.Logs;

namespace Bench.Worker.Entries;

/// <summary>The claim of a worker that works only as long as it can confirm it.</summary>
public sealed class ConfirmedClaim(
    ClaimGuard guard,
    WorkerStop stop,
    WorkPermit permit,
    WorkerCounters counters,
    WorkerLog log,
    TimeProvider time
)
{
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(1);

    /// <summary>Works until it is done, and begins again whenever the permit was withdrawn and regained.</summary>
    /// <exception cref="OperationCanceledException">The worker must stop.</exception>
    public async Task WorkAsync(Func<Task> work)
    {
        while (true)
        {
            try
            {
                await work();
                return;
            }
            catch (OperationCanceledException) when (!stop.Token.IsCancellationRequested)
            {
                log.Write(
                    "the claim could not be confirmed for one lease; the iteration is ended, and the next one waits for the store"
                );
                await permit.RegainedAsync();
                log.Write("the claim is confirmed again; going on");
            }
        }
    }

    /// <summary>
    /// Whoever cannot confirm its claim now must neither begin nor commit anything. It asks again, until the heartbeat
    /// has not been able to for a lease either and withdraws the permit.
    /// </summary>
    public async Task ConfirmAsync()
    {
        while (true)
        {
            var token = permit.Token;
            try
            {
                // The bound is for a store whose call does not return: the heartbeat then withdraws the permit.
                if (StopReasons.Of(await guard.LookAsync(token).WaitAsync(token)) is { } reason)
                {
                    stop.Request(reason);
                }
                token.ThrowIfCancellationRequested();
                return;
            }
            catch (StoreException e) when (e.IsTransient)
            {
                counters.Error(e.Message);
                await Task.Delay(AskAgain, time, token);
            }
        }
    }
}
