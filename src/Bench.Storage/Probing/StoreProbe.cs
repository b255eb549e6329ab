using Bench.Model.Json;

namespace Bench.Storage.Probing;

/// <summary>
/// Tries on a store everything that a run will ask of it, below a prefix of its own, and deletes what it wrote, also
/// when it is interrupted.
/// </summary>
public sealed class StoreProbe(TimeProvider time, ProbeSettings settings)
{
    /// <exception cref="OperationCanceledException">Interrupted; what was written is deleted.</exception>
    public async Task<StoreProbeReport> RunAsync(IObjectStore store, CancellationToken cancel)
    {
        var space = new ProbeSpace(store, $"bench-doctor-{WriterId.New()}/", time);
        IReadOnlyList<string>? left = null;
        try
        {
            var checks = new List<ProbeCheck>();
            checks.AddRange(await new PermissionChecks(space).RunAsync(cancel));
            var mayWrite = checks[0].Status == ProbeStatus.Passed;
            if (mayWrite)
            {
                checks.Add(await new CreateRaceCheck(space, settings).RunAsync(cancel));
                checks.Add(await new StreamCheck(space, settings.StreamBytes).RunAsync(cancel));
            }
            var latency = mayWrite
                ? await new LatencyCheck(space, settings).RunAsync(checks, cancel)
                : null;
            var clock = await ClockProbe.RunAsync(store, time, cancel);
            checks.Add(await new DeleteCheck(space).RunAsync(mayWrite, cancel));
            left = await space.CleanUpAsync(settings.CleanUpLimit);
            return new StoreProbeReport
            {
                StoreUri = store.Uri,
                Checks = checks,
                Latency = latency,
                Clock = clock,
                Leftovers = left,
            };
        }
        finally
        {
            if (left is null)
            {
                await space.CleanUpAsync(settings.CleanUpLimit);
            }
        }
    }
}
