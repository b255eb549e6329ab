using System.Globalization;
using Bench.Hub.Instances;
using Bench.Hub.Modules;
using Bench.Model.Units;
using Microsoft.Extensions.Logging;

namespace Bench.Hub.Service;

/// <summary>Looks at all modules again and again: starts anew what crashed, ends what hangs, and lets go what nobody uses.</summary>
internal sealed partial class Watchdog(
    HubService hub,
    HubOptions options,
    TimeProvider time,
    ILogger log
) : IDisposable
{
    private const int LooksAtATime = 8;
    private readonly CancellationTokenSource _stop = new();
    private readonly WatchdogOptions _options = options.Watchdog;
    private Task _loop = Task.CompletedTask;

    public void Start() => _loop = LoopAsync(_stop.Token);

    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose() => _stop.Dispose();

    /// <summary>One look at every module.</summary>
    public async Task LookAsync(CancellationToken cancel)
    {
        var slots = hub.Slots;
        var memory =
            _options.InstanceMemoryLimitBytes > 0 ? hub.Groups(slots) : new Dictionary<int, long>();
        await Parallel.ForEachAsync(
            slots,
            new ParallelOptions
            {
                MaxDegreeOfParallelism = LooksAtATime,
                CancellationToken = cancel,
            },
            async (slot, token) =>
            {
                try
                {
                    await LookAsync(slot, memory, token);
                }
                catch (Exception e)
                    when (e is HubRefusedException or IOException or InstanceException)
                {
                    // Somebody else was first, or it cannot be done now: there is a next look.
                    LogNotDone(log, slot.Id, e.Message);
                }
            }
        );
    }

    /// <summary>How long a module waits for its next restart.</summary>
    public static TimeSpan BackOff(WatchdogOptions options, int restarts)
    {
        var wait = options.FirstBackOff;
        for (var i = 0; i < restarts && wait < options.LongestBackOff; i++)
        {
            wait *= 2;
        }
        return wait < options.LongestBackOff ? wait : options.LongestBackOff;
    }

    private async Task LoopAsync(CancellationToken cancel)
    {
        using var timer = new PeriodicTimer(_options.Interval, time);
        while (await timer.WaitForNextTickAsync(cancel))
        {
            await LookAsync(cancel);
        }
    }

    private Task LookAsync(
        ModuleSlot slot,
        IReadOnlyDictionary<int, long> memory,
        CancellationToken cancel
    ) =>
        slot.State switch
        {
            InstanceState.Provisioned when slot.Instance is { } instance => LookAtInstanceAsync(
                slot,
                instance,
                memory,
                cancel
            ),
            InstanceState.Hibernated when IsIdle(slot, _options.HibernatedIdleTimeout) =>
                LetGoAsync(slot),
            InstanceState.Crashed when MayRestart(slot) => hub.DoAsync(
                slot.Id,
                ModuleEvent.Recover
            ),
            InstanceState.Crashed when slot.Record.Restarts >= _options.MostRestarts => GiveUp(
                slot
            ),
            _ => Task.CompletedTask,
        };

    private Task GiveUp(ModuleSlot slot)
    {
        if (!slot.IsGivenUp)
        {
            slot.IsGivenUp = true;
            slot.Note(record =>
                record with
                {
                    LastError =
                        $"{record.LastError}. It was restarted {record.Restarts} times one after the other and is left as it is: deprovision it, or obliterate it",
                }
            );
            LogGivenUp(log, slot.Id, slot.Record.Restarts);
        }
        return Task.CompletedTask;
    }

    private async Task LookAtInstanceAsync(
        ModuleSlot slot,
        IInstance instance,
        IReadOnlyDictionary<int, long> memory,
        CancellationToken cancel
    )
    {
        if (
            instance.Pid is { } pid
            && memory.TryGetValue(pid, out var bytes)
            && bytes > _options.InstanceMemoryLimitBytes
        )
        {
            await EndAsync(
                slot,
                instance,
                $"it held {Human.Bytes(bytes)} of memory, and {Human.Bytes(_options.InstanceMemoryLimitBytes)} is its limit"
            );
            return;
        }
        using var look = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        look.CancelAfter(_options.HealthTimeout);
        var isHealthy = await instance.IsHealthyAsync(look.Token);
        cancel.ThrowIfCancellationRequested();
        slot.UnhealthyLooks = isHealthy ? 0 : slot.UnhealthyLooks + 1;
        if (slot.UnhealthyLooks >= _options.MostUnhealthyLooks)
        {
            await EndAsync(
                slot,
                instance,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"it did not answer that it is well {slot.UnhealthyLooks} times{LogTail.Words(instance.ReadLogTail())}"
                )
            );
            return;
        }
        slot.See(instance.Activity);
        if (slot.Record.Restarts > 0 && time.GetElapsedTime(slot.EnteredAt) >= _options.QuietTime)
        {
            slot.Note(record => record with { Restarts = 0 });
        }
        if (IsIdle(slot, _options.ProvisionedIdleTimeout))
        {
            await LetGoAsync(slot);
        }
    }

    /// <summary>Its module is crashed once it has ended.</summary>
    private async Task EndAsync(ModuleSlot slot, IInstance instance, string reason)
    {
        slot.Blame = reason;
        LogEnds(log, slot.Id, reason);
        await instance.StopAsync(options.StopGrace);
        slot.TryExit(instance, await instance.Ended);
    }

    private async Task LetGoAsync(ModuleSlot slot)
    {
        LogIdle(log, slot.Id);
        await hub.DoAsync(slot.Id, ModuleEvent.IdleTimeout);
    }

    private bool MayRestart(ModuleSlot slot) =>
        slot.Record.Restarts < _options.MostRestarts
        && time.GetElapsedTime(slot.EnteredAt) >= BackOff(_options, slot.Record.Restarts);

    private bool IsIdle(ModuleSlot slot, TimeSpan limit) =>
        limit > TimeSpan.Zero && time.GetElapsedTime(slot.UsedAt) >= limit;

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "{Module} crashed again after {Restarts} restarts, and is left as it is"
    )]
    private static partial void LogGivenUp(ILogger log, ModuleId module, int restarts);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Module}: {Why}")]
    private static partial void LogNotDone(ILogger log, ModuleId module, string why);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Module}: its instance is ended: {Why}")]
    private static partial void LogEnds(ILogger log, ModuleId module, string why);

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "{Module}: nobody uses it, so it is deprovisioned"
    )]
    private static partial void LogIdle(ILogger log, ModuleId module);
}
