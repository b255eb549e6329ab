using Bench.Statistics.Samples;
using MathNet.Numerics.Distributions;

namespace Bench.Statistics.Intervals;

/// <summary>
/// Intervals by resampling a structure of two levels: VMs are drawn with replacement, then within each as many
/// iterations as it has. The unit is the iteration and never the single I/O: a million I/Os of one iteration share that
/// iteration's fate and are no million independent observations.
/// </summary>
public static class Bootstrap
{
    /// <summary>
    /// Estimates a statistic over all iterations of all VMs, with an interval if there are enough of them.
    /// VMs without iterations are ignored; the order of VMs and iterations selects the draws and should be a fixed one.
    /// </summary>
    /// <typeparam name="T">What one iteration yields: a number, a pair of numbers, a histogram.</typeparam>
    /// <param name="iterationsByVm">The iterations of each VM.</param>
    /// <param name="statistic">The statistic of one or more iterations.</param>
    /// <param name="options">Seed, confidence and minimum.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    /// <exception cref="ArgumentException">The statistic of some iterations is not a finite number.</exception>
    public static IntervalResult Estimate<T>(
        IEnumerable<IEnumerable<T>> iterationsByVm,
        Statistic<T> statistic,
        BootstrapOptions options
    )
    {
        BootstrapOptions.ThrowIfInvalid(options);
        T[][] vms = [.. iterationsByVm.Select(vm => vm.ToArray()).Where(vm => vm.Length > 0)];
        T[] all = [.. vms.SelectMany(vm => vm)];
        if (all.Length == 0)
        {
            return new IntervalResult { Reason = NoIntervalReason.NoIterations };
        }
        var singles = Array.ConvertAll(all, iteration => Evaluate(statistic, [iteration]));
        var reason = ReasonForNone(vms.Length, all.Length, options);
        return new IntervalResult
        {
            Estimate = Evaluate(statistic, all),
            Min = singles.Min(),
            Max = singles.Max(),
            Iterations = all.Length,
            Vms = vms.Length,
            Interval = reason is null
                ? ReadInterval(Resample(vms, statistic, options), vms, options)
                : null,
            Reason = reason,
        };
    }

    /// <summary>As <see cref="Estimate{T}(IEnumerable{IEnumerable{T}}, Statistic{T}, BootstrapOptions)"/> for one VM.</summary>
    public static IntervalResult Estimate<T>(
        IEnumerable<T> iterations,
        Statistic<T> statistic,
        BootstrapOptions options
    ) => Estimate<T>([iterations], statistic, options);

    private static NoIntervalReason? ReasonForNone(
        int vms,
        int iterations,
        BootstrapOptions options
    )
    {
        if (iterations < options.MinimumIterations)
        {
            return NoIntervalReason.TooFewIterations;
        }
        return vms > 1 && vms < options.MinimumVms ? NoIntervalReason.TooFewVms : null;
    }

    private static double[] Resample<T>(T[][] vms, Statistic<T> statistic, BootstrapOptions options)
    {
        var random = new SplitMix64(options.Seed);
        var scratch = new T[vms.Length * vms.Max(vm => vm.Length)];
        var statistics = new double[options.Resamples];
        for (var i = 0; i < statistics.Length; i++)
        {
            var drawn = Draw(vms, scratch, random);
            statistics[i] = Evaluate(statistic, scratch.AsSpan(0, drawn));
        }
        Array.Sort(statistics);
        return statistics;
    }

    private static int Draw<T>(T[][] vms, T[] scratch, SplitMix64 random)
    {
        var drawn = 0;
        for (var i = 0; i < vms.Length; i++)
        {
            var vm = vms[vms.Length == 1 ? 0 : random.NextBelow(vms.Length)];
            for (var j = 0; j < vm.Length; j++)
            {
                scratch[drawn++] = vm[random.NextBelow(vm.Length)];
            }
        }
        return drawn;
    }

    private static Interval ReadInterval<T>(double[] sorted, T[][] vms, BootstrapOptions options)
    {
        var tail = (1 - options.Confidence) / 2;
        if (options.Method == IntervalMethod.ExpandedPercentile)
        {
            var units = vms.Length > 1 ? vms.Length : vms[0].Length;
            var t = StudentT.InvCDF(0, 1, units - 1, 1 - tail);
            tail = Normal.CDF(0, 1, -Math.Sqrt(units / (units - 1.0)) * t);
        }
        return new Interval(
            Quantiles.OfSorted(sorted, tail),
            Quantiles.OfSorted(sorted, 1 - tail),
            options.Confidence
        );
    }

    private static double Evaluate<T>(Statistic<T> statistic, Span<T> iterations)
    {
        var value = statistic(iterations);
        return double.IsFinite(value)
            ? value
            : throw new ArgumentException(
                $"The statistic of {iterations.Length} iterations is {value}.",
                nameof(statistic)
            );
    }
}
