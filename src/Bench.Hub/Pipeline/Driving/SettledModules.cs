using Bench.Hub.Driving;

namespace Bench.Hub.Pipeline.Driving;

/// <summary>Waits until a hub that was killed and started again has brought its modules to rest.</summary>
internal sealed class SettledModules(IHubHandle hub, TimeProvider time)
{
    /// <summary>A crashed module is being started again, or will be by the hub's watchdog.</summary>
    private const string Crashed = "crashed";

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <summary>States by module; also of those that did not come to rest in time, for which the next request fails.</summary>
    /// <exception cref="HubDriveException">The hub is gone.</exception>
    public async Task<IReadOnlyDictionary<string, string>> WaitAsync(CancellationToken cancel)
    {
        var begin = time.GetTimestamp();
        while (true)
        {
            if (hub.WhyGone() is { } gone)
            {
                throw new HubDriveException(gone);
            }
            var modules = await hub.Client.StatusAsync(cancel);
            if (
                !modules.Any(module => module.IsTransitional || module.State == Crashed)
                || time.GetElapsedTime(begin) > Limit
            )
            {
                return modules.ToDictionary(
                    module => module.Module,
                    module => module.State,
                    StringComparer.Ordinal
                );
            }
            await Task.Delay(Poll, time, cancel);
        }
    }
}
