using Bench.Statistics.Intervals;

namespace Bench.Benchmarks.Harness;

/// <summary>
/// Measures two ways of doing one thing in interleaved pairs, the order changing with each pair, and gives the ratio of
/// their times with its interval.
/// </summary>
internal sealed class InterleavedPairs(int pairs, TimeProvider time)
{
    private const ulong Seed = 20_261_121;

    /// <param name="tidy">Comes before each measurement and is not part of it.</param>
    public async Task<PairsResult> MeasureAsync(
        Func<Task> ours,
        Func<Task> peer,
        Func<Task>? tidy = null
    )
    {
        tidy ??= () => Task.CompletedTask;
        // One unmeasured pair warms caches for both.
        await TimeAsync(ours, tidy);
        await TimeAsync(peer, tidy);
        var measured = new List<BlockPair>();
        for (var i = 0; i < pairs; i++)
        {
            double a;
            double b;
            if (i % 2 == 0)
            {
                a = await TimeAsync(ours, tidy);
                b = await TimeAsync(peer, tidy);
            }
            else
            {
                b = await TimeAsync(peer, tidy);
                a = await TimeAsync(ours, tidy);
            }
            measured.Add(new BlockPair(Baseline: b, Candidate: a));
        }
        var options = new BootstrapOptions { Seed = Seed, MinimumIterations = 5 };
        return new PairsResult(
            PairedRatio.Of(measured, options),
            Median(measured.Select(pair => pair.Candidate)),
            Median(measured.Select(pair => pair.Baseline))
        );
    }

    private async Task<double> TimeAsync(Func<Task> work, Func<Task> tidy)
    {
        await tidy();
        var begin = time.GetTimestamp();
        await work();
        return time.GetElapsedTime(begin).TotalSeconds;
    }

    private static double Median(IEnumerable<double> values) =>
        Statistics.Samples.Quantiles.Median([.. values]);
}

/// <param name="Ratio">Our time ÷ the peer's.</param>
/// <param name="OurSeconds">Median.</param>
/// <param name="PeerSeconds">Median.</param>
internal sealed record PairsResult(IntervalResult Ratio, double OurSeconds, double PeerSeconds)
{
    public string Describe() =>
        FormattableString.Invariant(
            $"ratio {Ratio.Estimate:0.000} ({Bounds()}; {Ratio.Iterations} pairs; ours {OurSeconds:0.000} s, peer {PeerSeconds:0.000} s)"
        );

    private string Bounds() =>
        Ratio.Interval is { } i
            ? FormattableString.Invariant($"95 % interval {i.Low:0.000}–{i.High:0.000}")
            : FormattableString.Invariant($"min–max {Ratio.Min:0.000}–{Ratio.Max:0.000}");
}
