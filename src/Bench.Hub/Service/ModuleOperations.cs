using Bench.Hub.Hydration;
using Bench.Hub.Instances;
using Bench.Hub.Modules;
using Microsoft.Extensions.Logging;

namespace Bench.Hub.Service;

/// <summary>What the operations on a module do, each from the moment at which its transitional state was entered.</summary>
internal sealed partial class ModuleOperations(
    HubOptions options,
    IModuleStorage storage,
    InstanceStarter instances,
    LocalFolders folders,
    HubTotals totals,
    TimeProvider time,
    ILogger log
)
{
    /// <summary>Runs it to its end, good or bad. Only when it is cancelled, its module stays as it is, for the next hub.</summary>
    public async Task RunAsync(
        ModuleSlot slot,
        InstanceState from,
        ModuleEvent asked,
        CancellationToken cancel
    )
    {
        var work = new Work(slot, from, new PhaseTimes(time), cancel);
        var begun = time.GetTimestamp();
        try
        {
            var hydration = await StepAsync(asked, work);
            Leave(work, ModuleEvent.Succeed, hydration, error: null);
            totals.Count(asked, succeeded: true);
            LogDone(log, slot.Id, asked, time.GetElapsedTime(begun).TotalSeconds, work.Times);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            LogHandedBack(log, slot.Id, asked);
            return;
        }
        // Whatever it was: a module must never stay in the hands of an operation that is over.
        catch (Exception e)
        {
            await FailAsync(asked, work, e);
        }
        finally
        {
            slot.Progress = null;
        }
        if (slot.Instance is { Ended.IsCompleted: true } gone)
        {
            slot.TryExit(gone, await gone.Ended);
        }
    }

    private Task<HydrationResult?> StepAsync(ModuleEvent asked, Work work) =>
        asked switch
        {
            ModuleEvent.Provision => ProvisionAsync(work),
            ModuleEvent.Hibernate => HibernateAsync(work),
            ModuleEvent.Wake or ModuleEvent.Recover => StartAsync(work),
            ModuleEvent.Deprovision or ModuleEvent.IdleTimeout => DeprovisionAsync(work),
            ModuleEvent.Obliterate => ObliterateAsync(work),
            _ => throw new ArgumentOutOfRangeException(nameof(asked)),
        };

    private async Task<HydrationResult?> ProvisionAsync(Work work)
    {
        var (slot, times, cancel) = (work.Slot, work.Times, work.Cancel);
        var folder = folders.Data(slot.Id);
        HydrationResult? hydration = null;
        if (!slot.Record.KeepsData)
        {
            Directory.CreateDirectory(folder);
            hydration = await times.OfAsync(
                "hydrate",
                () => storage.HydrateAsync(slot.Id, folder, ProgressOf(slot), cancel)
            );
            work.Hydration = hydration;
            totals.Add(hydration, isHydration: true);
        }
        await StartAsync(work);
        return hydration;
    }

    private async Task<HydrationResult?> StartAsync(Work work)
    {
        await StopInstanceAsync(work.Slot);
        await work.Times.OfAsync("start", () => instances.StartAsync(work.Slot, work.Cancel));
        return null;
    }

    private async Task<HydrationResult?> HibernateAsync(Work work)
    {
        await work.Times.OfAsync("stop", () => StopInstanceAsync(work.Slot));
        return null;
    }

    private async Task<HydrationResult?> DeprovisionAsync(Work work)
    {
        var (slot, times, cancel) = (work.Slot, work.Times, work.Cancel);
        // A collection needs a running instance: there is none of a hibernated or a crashed module.
        if (work.From == InstanceState.Provisioned && slot.Instance is { } running)
        {
            await times.OfAsync(
                "gc",
                () => InstanceCollection.RunAsync(running, options.CollectionTimeout, time, cancel)
            );
        }
        await times.OfAsync("stop", () => StopInstanceAsync(slot));
        HydrationResult? dehydration = null;
        if (options.EnableDehydration)
        {
            dehydration = await times.OfAsync(
                "dehydrate",
                () =>
                    storage.DehydrateAsync(slot.Id, folders.Data(slot.Id), ProgressOf(slot), cancel)
            );
            totals.Add(dehydration, isHydration: false);
        }
        await times.OfAsync("delete", () => DiscardAsync(slot.Id));
        return dehydration;
    }

    private async Task<HydrationResult?> ObliterateAsync(Work work)
    {
        var slot = work.Slot;
        await work.Times.OfAsync("stop", () => StopInstanceAsync(slot));
        await work.Times.OfAsync("obliterate", () => storage.ObliterateAsync(slot.Id, work.Cancel));
        await work.Times.OfAsync("delete", () => DiscardAsync(slot.Id));
        return null;
    }

    private async Task FailAsync(ModuleEvent asked, Work work, Exception e)
    {
        var slot = work.Slot;
        var words = $"{Words(asked)} failed: {e.Message}";
        var keeps = false;
        if (asked != ModuleEvent.Hibernate && asked != ModuleEvent.Obliterate)
        {
            words += await EndWhatIsLeftAsync(slot);
        }
        switch (asked)
        {
            case ModuleEvent.Provision when !slot.Record.KeepsData:
                words += await TryDiscardAsync(slot.Id);
                break;
            case ModuleEvent.Provision
            or ModuleEvent.Recover
            or ModuleEvent.Deprovision
            or ModuleEvent.IdleTimeout:
                keeps = folders.HasData(slot.Id);
                words += keeps
                    ? $"{(words.EndsWith('.') ? "" : ".")} Its local data is kept in {folders.Data(slot.Id)}: provision it to go on with that, and then deprovision it again or obliterate it."
                    : "";
                break;
        }
        Leave(work, ModuleEvent.Fail, work.Hydration, words, keeps);
        totals.Count(asked, succeeded: false);
        LogFailed(log, e, slot.Id, words);
    }

    private static void Leave(
        Work work,
        ModuleEvent how,
        HydrationResult? hydration,
        string? error,
        bool keepsData = false
    )
    {
        var slot = work.Slot;
        slot.Blame = null;
        slot.Force(
            how,
            record =>
                record with
                {
                    KeepsData = keepsData,
                    Port = slot.Instance?.Port ?? record.Port,
                    // What a crash said stays to be read after the restart.
                    LastError = error ?? record.LastError,
                    Hydration = hydration ?? record.Hydration,
                    Times = work.Times.Over(record.Times),
                }
        );
    }

    private async Task StopInstanceAsync(ModuleSlot slot)
    {
        if (slot.Instance is not { } instance)
        {
            return;
        }
        await instance.StopAsync(options.StopGrace);
        slot.Instance = null;
        await instance.DisposeAsync();
    }

    /// <summary>Empty, or what more went wrong.</summary>
    private async Task<string> EndWhatIsLeftAsync(ModuleSlot slot)
    {
        try
        {
            await StopInstanceAsync(slot);
            return "";
        }
        catch (InstanceException e)
        {
            return $" Its instance could not be ended either: {e.Message}";
        }
    }

    private async Task<string> TryDiscardAsync(ModuleId module)
    {
        try
        {
            await DiscardAsync(module);
            return "";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $" What was hydrated could not be removed: {e.Message}";
        }
    }

    private Task DiscardAsync(ModuleId module)
    {
        folders.Discard(module);
        return Task.CompletedTask;
    }

    private static Progress ProgressOf(ModuleSlot slot) => new(slot);

    private static string Words(ModuleEvent asked) =>
        asked switch
        {
            ModuleEvent.IdleTimeout => "deprovisioning for want of use",
            ModuleEvent.Deprovision => "deprovisioning",
            ModuleEvent.Provision => "provisioning",
            ModuleEvent.Hibernate => "hibernating",
            ModuleEvent.Wake => "waking",
            ModuleEvent.Recover => "restarting",
            _ => "obliterating",
        };

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "{Module}: {Operation} done in {Seconds:F3} s ({Times})"
    )]
    private static partial void LogDone(
        ILogger log,
        ModuleId module,
        ModuleEvent operation,
        double seconds,
        PhaseTimes times
    );

    [LoggerMessage(Level = LogLevel.Error, Message = "{Module}: {Words}")]
    private static partial void LogFailed(ILogger log, Exception e, ModuleId module, string words);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "{Module}: {Operation} was not done when the hub ended; the next one goes on from there"
    )]
    private static partial void LogHandedBack(ILogger log, ModuleId module, ModuleEvent operation);

    private sealed record Work(
        ModuleSlot Slot,
        InstanceState From,
        PhaseTimes Times,
        CancellationToken Cancel
    )
    {
        /// <summary>What was done of it when a later part failed.</summary>
        public HydrationResult? Hydration { get; set; }
    }

    /// <summary>Unlike the library's own it tells at once, and in order.</summary>
    private sealed class Progress(ModuleSlot slot) : IProgress<HydrationProgress>
    {
        public void Report(HydrationProgress value) => slot.Progress = value;
    }
}
