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
        var results = await MeasureAsync(
            async () => [await TimeAsync(ours, tidy)],
            () => TimeAsync(peer, tidy)
        );
        return results[0];
    }

    /// <summary>Several figures of one run of ours, each against the time of the peer's run of the same pair.</summary>
    /// <param name="ours">Runs ours and gives the seconds of each figure.</param>
    /// <param name="peer">Runs the peer and gives its seconds.</param>
    public async Task<IReadOnlyList<PairsResult>> MeasureAsync(
        Func<Task<IReadOnlyList<double>>> ours,
        Func<Task<double>> peer
    )
    {
        // One unmeasured pair warms caches for both.
        await ours();
        await peer();
        var measured = new List<(IReadOnlyList<double> Ours, double Peer)>();
        for (var i = 0; i < pairs; i++)
        {
            if (i % 2 == 0)
            {
                var a = await ours();
                measured.Add((a, await peer()));
            }
            else
            {
                var b = await peer();
                measured.Add((await ours(), b));
            }
        }
        return
        [
            .. Enumerable
                .Range(0, measured[0].Ours.Count)
                .Select(figure =>
                    ResultOf([
                        .. measured.Select(pair => new BlockPair(
                            Baseline: pair.Peer,
                            Candidate: pair.Ours[figure]
                        )),
                    ])
                ),
        ];
    }

    /// <summary>The seconds that some work takes.</summary>
    public async Task<double> TimeAsync(Func<Task> work)
    {
        var begin = time.GetTimestamp();
        await work();
        return time.GetElapsedTime(begin).TotalSeconds;
    }

    private async Task<double> TimeAsync(Func<Task> work, Func<Task> tidy)
    {
        await tidy();
        return await TimeAsync(work);
    }

    private static PairsResult ResultOf(IReadOnlyList<BlockPair> measured)
    {
        var options = new BootstrapOptions { Seed = Seed, MinimumIterations = 5 };
        return new PairsResult(
            PairedRatio.Of(measured, options),
            Median(measured.Select(pair => pair.Candidate)),
            Median(measured.Select(pair => pair.Baseline))
        );
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
