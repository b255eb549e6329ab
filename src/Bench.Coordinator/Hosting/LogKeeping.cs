using Bench.Protocol.Records;
using Bench.Storage;
using Microsoft.Extensions.Logging;

namespace Bench.Coordinator.Hosting;

/// <summary>
/// Puts what a coordinator logged of a run into its bucket. It is for people: a store that does not take it must not
/// hold up anything.
/// </summary>
internal sealed class LogKeeping(
    RecordStore records,
    string coordinatorId,
    IRunLogs? logs,
    ILogger log,
    TimeProvider time
)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    public async Task KeepAsync()
    {
        if (logs?.News(records.Keys.RunId) is not { } content)
        {
            return;
        }
        using var limit = new CancellationTokenSource(Limit, time);
        try
        {
            // The bound holds also for a store whose call never returns.
            await records
                .Store.PutAsync(records.Keys.CoordinatorLog(coordinatorId), content, limit.Token)
                .WaitAsync(limit.Token);
        }
        catch (Exception e) when (e is StoreException or OperationCanceledException)
        {
            LedLog.NotKept(log, records.Keys.RunId, e.Message);
        }
    }

    /// <summary>The last words of it.</summary>
    public async Task EndAsync()
    {
        await KeepAsync();
        logs?.Forget(records.Keys.RunId);
    }
}
