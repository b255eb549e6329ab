using System.Globalization;
using Bench.Model.Claims;
using Bench.Protocol.Records;
using Bench.Storage;

namespace Bench.Worker.Logs;

/// <summary>
/// Brings a worker's log to the bucket while it works, so that operators see it, and what one that was killed had said
/// is not lost. The documents have a key of their own for each epoch; the lines are those of the VM's last worker.
/// </summary>
public sealed class LogUpload(
    RecordStore records,
    WorkerLog log,
    Claim claim,
    Func<bool> mayActAsVm,
    TimeProvider time
)
{
    /// <summary>From one upload to the next, at the least.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly IReadOnlyList<(string, string)> _properties =
    [
        ("Run", records.Keys.RunId),
        ("Vm", claim.Vm),
        ("Epoch", claim.Epoch.ToString(CultureInfo.InvariantCulture)),
    ];

    private long _uploaded;

    /// <summary>Uploads what is new, again and again, until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        while (true)
        {
            await Task.Delay(Interval, time, cancel);
            if (log.Written == _uploaded)
            {
                continue;
            }
            try
            {
                // Also a store whose call never returns lets go at the end.
                await WriteAsync(cancel).WaitAsync(cancel);
            }
            catch (StoreException)
            {
                // The heartbeat tells of a store that fails; the log is tried again.
            }
        }
    }

    /// <summary>Uploads the log as it is now.</summary>
    public async Task WriteAsync(CancellationToken cancel)
    {
        var written = log.Written;
        await records.Store.PutAsync(
            records.Keys.WorkerEvents(claim.Vm, claim.Epoch),
            log.ToJsonLines(_properties),
            cancel
        );
        // Another worker may act as this VM by now, and its log must not be overwritten.
        if (mayActAsVm())
        {
            await records.Store.PutAsync(records.Keys.WorkerLog(claim.Vm), log.ToBytes(), cancel);
        }
        _uploaded = written;
    }
}
