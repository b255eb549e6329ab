using Bench.Hub.Instances;

namespace Bench.Hub.Service;

/// <summary>Starts instances, and waits until they are ready.</summary>
internal sealed class InstanceStarter(
    IInstanceKind kind,
    LocalFolders folders,
    HubIdentity identity,
    HubOptions options,
    TimeProvider time
)
{
    private static readonly TimeSpan FirstLook = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(500);

    /// <summary>Gives the slot an instance that is ready.</summary>
    /// <exception cref="InstanceException">It did not start, ended, or was not ready in time; then it is ended again.</exception>
    public async Task StartAsync(ModuleSlot slot, CancellationToken cancel)
    {
        var instance = await kind.StartAsync(
            new InstanceStart
            {
                Module = slot.Id,
                DataFolder = folders.Data(slot.Id),
                LogFile = folders.Log(slot.Id),
                Marks = identity.MarksOf(slot.Id),
                WantedPort = slot.Record.Port,
            },
            cancel
        );
        slot.Instance = instance;
        await WaitAsync(instance, cancel);
        slot.Touch();
        _ = NoteEndAsync(slot, instance);
    }

    private async Task WaitAsync(IInstance instance, CancellationToken cancel)
    {
        var begun = time.GetTimestamp();
        for (var wait = FirstLook; ; wait = wait * 2 < LongestWait ? wait * 2 : LongestWait)
        {
            if (instance.Ended.IsCompleted)
            {
                throw new InstanceException(
                    $"it ended before it was ready: {await instance.Ended}"
                );
            }
            using var look = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            look.CancelAfter(options.Watchdog.HealthTimeout);
            if (await instance.IsHealthyAsync(look.Token))
            {
                return;
            }
            cancel.ThrowIfCancellationRequested();
            if (time.GetElapsedTime(begun) >= options.StartTimeout)
            {
                throw new InstanceException(
                    $"it was not ready within {options.StartTimeout.TotalSeconds} s{LogTail.Words(instance.ReadLogTail())}"
                );
            }
            await Task.WhenAny(instance.Ended, Task.Delay(wait, time, cancel));
        }
    }

    private static async Task NoteEndAsync(ModuleSlot slot, IInstance instance) =>
        slot.TryExit(instance, await instance.Ended);
}
