using Bench.Host.Processes;
using Bench.Hub.Instances;
using Bench.Hub.Modules;
using Microsoft.Extensions.Logging;

namespace Bench.Hub.Service;

public sealed partial class HubService
{
    private const int StoppedAtATime = 16;

    /// <summary>
    /// Ends the hub: takes nothing more, lets what runs come to an end, or hands it back to the next hub, and stops all
    /// instances. Modules stay what they are: those that are provisioned are started again by the next hub.
    /// </summary>
    public Task StopAsync()
    {
        lock (_admission)
        {
            return _stopped ??= Task.Run(StopOnceAsync);
        }
    }

    public async ValueTask DisposeAsync() => await StopAsync();

    private async Task StopOnceAsync()
    {
        _isStopping = true;
        await _watchdog.StopAsync();
        await _pool.StopAsync(Options.StopPatience, _time);
        await Task.WhenAll(_background.Keys);
        await Parallel.ForEachAsync(
            _slots.Values,
            new ParallelOptions { MaxDegreeOfParallelism = StoppedAtATime },
            async (slot, _) => await StopInstanceAsync(slot)
        );
        await _pool.DisposeAsync();
        _watchdog.Dispose();
        _lock.Dispose();
    }

    private async Task StopInstanceAsync(ModuleSlot slot)
    {
        // Without its instance a slot takes the end of one for nothing that happened to its module.
        var instance = slot.Instance;
        slot.Instance = null;
        if (instance is null)
        {
            return;
        }
        try
        {
            await instance.StopAsync(Options.StopGrace);
        }
        catch (InstanceException e)
        {
            LogStuck(_log, slot.Id, e.Message);
        }
        await instance.DisposeAsync();
    }

    private async Task RestoreAsync(CancellationToken cancel)
    {
        var orphans = await _identity.EndOrphansAsync(_time, Options.StopGrace);
        if (orphans.Ended.Count > 0)
        {
            LogOrphans(_log, orphans.Ended.Count);
        }
        if (orphans.Remaining.Count > 0)
        {
            throw new HubStartException(
                $"instances of an earlier hub cannot be ended: {string.Join(", ", orphans.Remaining.Select(Describe))}; end them by hand"
            );
        }
        _folders.DeleteDiscarded();
        List<(ModuleId Module, ModuleEvent Event)> next = [];
        foreach (var (module, record) in _files.ReadAll())
        {
            cancel.ThrowIfCancellationRequested();
            var recovered = Recovered.From(record, _folders.HasData(module));
            if (recovered.RemovesData)
            {
                _folders.Discard(module);
            }
            _files.Write(module, recovered.Record);
            LogRestored(_log, module, record.State, recovered.Record.State);
            var slot = new ModuleSlot(module, _files, _time, recovered.Record);
            if (!slot.TryRetire())
            {
                _slots[module] = slot;
            }
            if (recovered.Then is { } then)
            {
                next.Add((module, then));
            }
        }
        InBackground(GoOnAsync(next));
    }

    private async Task GoOnAsync(List<(ModuleId Module, ModuleEvent Event)> next)
    {
        await Task.Yield();
        foreach (var (module, then) in next)
        {
            try
            {
                await DoAsync(module, then);
            }
            catch (Exception e) when (e is HubRefusedException or IOException)
            {
                LogNotDone(_log, module, then, e.Message);
            }
        }
    }

    private void InBackground(Task task)
    {
        _background[task] = true;
        _ = task.ContinueWith(
            done => _background.TryRemove(done, out _),
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default
        );
    }

    private static string Describe(OwnedProcess process) =>
        $"pid {process.Identity.Pid} of {process.Owner.Vm}";

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "{Count} processes that an earlier hub left were ended"
    )]
    private static partial void LogOrphans(ILogger log, int count);

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "{Module} was {Before} when the hub ended, and is {Now} now"
    )]
    private static partial void LogRestored(
        ILogger log,
        ModuleId module,
        InstanceState before,
        InstanceState now
    );

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "{Module}: {Operation} could not be begun: {Why}"
    )]
    private static partial void LogNotDone(
        ILogger log,
        ModuleId module,
        ModuleEvent operation,
        string why
    );

    [LoggerMessage(Level = LogLevel.Error, Message = "{Module}: {Why}")]
    private static partial void LogStuck(ILogger log, ModuleId module, string why);
}
