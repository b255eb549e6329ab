using Bench.Model.Json;

namespace Bench.Storage.Probing;

/// <summary>
/// Tries on a store everything that a run will ask of it, below a prefix of its own, and deletes what it wrote, also
/// when it is interrupted.
/// </summary>
public sealed class StoreProbe(TimeProvider time, ProbeSettings settings)
{
    /// <summary>For cleaning up after a put that failed, and of which something may be there all the same.</summary>
    private static readonly TimeSpan WithoutPut = TimeSpan.FromSeconds(2);

    /// <exception cref="OperationCanceledException">Interrupted; what was written is deleted.</exception>
    public async Task<StoreProbeReport> RunAsync(IObjectStore store, CancellationToken cancel)
    {
        var space = new ProbeSpace(store, $"bench-doctor-{WriterId.New()}/", time);
        IReadOnlyList<string>? left = null;
        try
        {
            var checks = new List<ProbeCheck>();
            checks.AddRange(await new PermissionChecks(space).RunAsync(cancel));
            if (checks[0].Status == ProbeStatus.Failed)
            {
                left = await space.CleanUpAsync(WithoutPut);
                return WithoutMore(store, checks);
            }
            checks.Add(await new CreateRaceCheck(space, settings).RunAsync(cancel));
            checks.Add(await new StreamCheck(space, settings.StreamBytes).RunAsync(cancel));
            var latency = await new LatencyCheck(space, settings).RunAsync(checks, cancel);
            var clock = await ClockProbe.RunAsync(store, time, cancel);
            checks.Add(await new DeleteCheck(space).RunAsync(cancel));
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

    /// <summary>
    /// Whatever keeps the first object out would keep the others out too: the same words again, and, where nobody
    /// answers, all tries of each request.
    /// </summary>
    private static StoreProbeReport WithoutMore(IObjectStore store, List<ProbeCheck> checks) =>
        new()
        {
            StoreUri = store.Uri,
            Checks =
            [
                .. checks,
                .. ((string[])["create-if-absent", "stream", "latency", "delete"]).Select(
                    name => new ProbeCheck(name, ProbeStatus.Skipped, PermissionChecks.NothingPut)
                ),
            ],
        };
}
