namespace Bench.Storage.Probing;

/// <summary>How long small requests take, one after the other.</summary>
internal sealed class LatencyCheck(ProbeSpace space, ProbeSettings settings)
{
    private const string Name = "latency";

    /// <param name="checks">Gets the finding.</param>
    public async Task<ProbeLatency?> RunAsync(List<ProbeCheck> checks, CancellationToken cancel)
    {
        ProbeLatency? latency = null;
        checks.Add(
            await PermissionChecks.CheckAsync(
                Name,
                async () => Judge(latency = await MeasureAsync(cancel))
            )
        );
        return latency;
    }

    private async Task<ProbeLatency> MeasureAsync(CancellationToken cancel)
    {
        var content = new byte[settings.LatencyBytes];
        var (puts, gets) = (new List<double>(), new List<double>());
        for (var i = 0; i < settings.LatencySamples; i++)
        {
            var key = space.Key($"latency-{i % 4}");
            var begin = space.Time.GetTimestamp();
            await space.Store.PutAsync(key, content, cancel);
            var put = space.Time.GetTimestamp();
            await space.Store.GetAsync(key, cancel);
            gets.Add(space.Time.GetElapsedTime(put).TotalSeconds);
            puts.Add(space.Time.GetElapsedTime(begin, put).TotalSeconds);
        }
        return new ProbeLatency(
            settings.LatencySamples,
            Quantile(puts, 0.5),
            Quantile(puts, 0.95),
            Quantile(gets, 0.5),
            Quantile(gets, 0.95)
        );
    }

    private ProbeCheck Judge(ProbeLatency latency)
    {
        var finding = FormattableString.Invariant(
            $"put {latency.PutMedianSeconds * 1e3:0.0} ms (p95 {latency.PutP95Seconds * 1e3:0.0}), get {latency.GetMedianSeconds * 1e3:0.0} ms (p95 {latency.GetP95Seconds * 1e3:0.0})"
        );
        var isSlow =
            Math.Max(latency.PutMedianSeconds, latency.GetMedianSeconds) > settings.SlowSeconds;
        return isSlow
            ? new ProbeCheck(
                Name,
                ProbeStatus.Warned,
                $"{finding}: slow for objects of {settings.LatencyBytes} bytes",
                "use a bucket nearer to the workers, or a longer --lease, so that they are not taken for dead"
            )
            : ProbeCheck.Passed(Name, finding);
    }

    /// <summary>By nearest rank.</summary>
    private static double Quantile(List<double> values, double q)
    {
        values.Sort();
        return values.Count == 0
            ? 0
            : values[Math.Clamp((int)Math.Ceiling(q * values.Count) - 1, 0, values.Count - 1)];
    }
}
