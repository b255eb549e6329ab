using System.Globalization;
using Bench.Hub.Instances;

namespace Bench.Hub.Service;

/// <summary>A garbage collection of an instance, from asking for it until it is over.</summary>
internal static class InstanceCollection
{
    private static readonly TimeSpan FirstLook = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);

    /// <exception cref="InstanceException">It failed, was not over in time, or the instance is gone.</exception>
    public static async Task RunAsync(
        IInstance instance,
        TimeSpan timeout,
        TimeProvider time,
        CancellationToken cancel
    )
    {
        using var late = new CancellationTokenSource(timeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancel, late.Token);
        try
        {
            await instance.RequestCollectionAsync(both.Token);
            for (var wait = FirstLook; ; wait = wait * 2 < LongestWait ? wait * 2 : LongestWait)
            {
                var status = await instance.GetCollectionAsync(both.Token);
                if (status.State == CollectionState.Failed)
                {
                    throw new InstanceException(
                        $"the garbage collection failed: {status.Error ?? "the instance does not say why"}"
                    );
                }
                // One that is pending is not over, and neither is one that is not known of yet.
                if (status.IsOver)
                {
                    return;
                }
                await Task.WhenAny(instance.Ended, Task.Delay(wait, time, both.Token));
                both.Token.ThrowIfCancellationRequested();
                if (instance.Ended.IsCompleted)
                {
                    throw new InstanceException(
                        $"the instance ended during the garbage collection: {await instance.Ended}"
                    );
                }
            }
        }
        catch (OperationCanceledException)
            when (late.IsCancellationRequested && !cancel.IsCancellationRequested)
        {
            throw new InstanceException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"the garbage collection was not over within {timeout.TotalSeconds} s"
                )
            );
        }
    }
}
