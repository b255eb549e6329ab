using Bench.Reporting.Model;

namespace Bench.Reporting.Aggregation;

/// <summary>Hydration of one entry on one VM, over its ok iterations.</summary>
internal sealed class HubPool
{
    private readonly List<HubReading> _iterations = [];

    public void Add(HubReading reading) => _iterations.Add(reading);

    /// <summary>The figures over all iterations of the given VMs; null without any.</summary>
    public static HubSummary? Summary(IReadOnlyList<HubPool> vms, SummaryOptions options)
    {
        if (vms.All(vm => vm._iterations.Count == 0))
        {
            return null;
        }
        return new HubSummary
        {
            Modules = Rate(reading => reading.Figures.Modules)!,
            ModulesPerSecond = Rate(reading => reading.Figures.ModulesPerSecond),
            BytesPerSecond = Rate(reading => reading.BytesPerSecond),
            Files = Rate(reading => reading.Figures.Files),
            Bytes = Rate(reading => reading.Figures.Bytes),
            MovedBytes = Rate(reading => reading.Figures.MovedBytes),
            DedupRatio = Rate(reading => reading.Figures.DedupRatio),
            Requests = Rate(reading => reading.Figures.Requests),
            ProvisionNs = Latency(reading => reading.Provision),
            HydrateNs = Latency(reading => reading.Hydrate),
            DeprovisionNs = Latency(reading => reading.Deprovision),
        };

        // A figure that an iteration lacks would be one of the others only.
        RateSummary? Rate(Func<HubReading, double?> of) =>
            vms.SelectMany(vm => vm._iterations).All(reading => of(reading) is not null)
                ? DirectionPool.Rate(
                    vms.Select(vm => vm._iterations.Select(reading => of(reading)!.Value).ToList())
                        .Where(values => values.Count > 0),
                    options
                )
                : null;

        LatencySummary? Latency(Func<HubReading, LatencyMeasure> of)
        {
            var pool = new LatencyPool();
            foreach (var reading in vms.SelectMany(vm => vm._iterations))
            {
                pool.Add(of(reading));
            }
            return pool.Summary(options.CdfPoints);
        }
    }
}
