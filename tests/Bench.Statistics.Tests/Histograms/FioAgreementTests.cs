using Bench.Statistics.Histograms;
using Bench.Statistics.Moments;

namespace Bench.Statistics.Tests.Histograms;

/// <summary>Bins and percentiles of real fio 3.33 runs.</summary>
internal sealed class FioAgreementTests
{
    private static readonly string[] Files =
    [
        "fio-one-job.json",
        "fio-many-jobs.json",
        "fio-grouped.json",
    ];

    [TestCaseSource(nameof(Files))]
    public void Percentiles_equal_fios_own(string file)
    {
        var compared = 0;
        foreach (var latency in FioLatency.ReadAll(file).Where(latency => latency.Count > 0))
        {
            latency.Bins.Count.ShouldBe(latency.Count, latency.Name);
            foreach (var (percent, value) in latency.Percentiles)
            {
                var context = $"{latency.Name} p{percent}";
                latency.Bins.Percentile(percent).ShouldBe(value, context);
                latency.Bins.Quantile(percent / 100).ShouldBe(value, context);
                compared++;
            }
        }
        compared.ShouldBeGreaterThanOrEqualTo(17);
    }

    [TestCaseSource(nameof(Files))]
    public void Keys_of_fios_bins_are_bin_values(string file)
    {
        var values = FioLatency
            .ReadAll(file)
            .SelectMany(latency => latency.Bins.Bins)
            .Select(bin => bin.Value);

        var distinct = values.Distinct().ToArray();

        distinct.Length.ShouldBeGreaterThan(20);
        distinct.ShouldAllBe(value => FioBins.ValueOf(FioBins.IndexOf(value)) == value);
    }

    [Test]
    public void Minimum_and_maximum_fall_into_the_outermost_bins()
    {
        var latencies = FioLatency
            .ReadAll("fio-many-jobs.json")
            .Where(latency => latency.Count > 0)
            .ToArray();

        latencies.Length.ShouldBeGreaterThan(5);
        foreach (var latency in latencies)
        {
            FioBins
                .ValueOf(FioBins.IndexOf(latency.Min))
                .ShouldBe(latency.Bins.Min!.Value, latency.Name);
            FioBins
                .ValueOf(FioBins.IndexOf(latency.Max))
                .ShouldBe(latency.Bins.Max!.Value, latency.Name);
        }
    }

    [Test]
    public void Moments_of_the_bins_are_those_fio_prints_to_within_the_width_of_a_bin()
    {
        var latency = FioLatency.ReadAll("fio-one-job.json")[0];

        var ofBins = SampleMoments.FromSamples(
            latency.Bins.Bins.SelectMany(bin =>
                Enumerable.Repeat((double)bin.Value, (int)bin.Count)
            )
        );

        ofBins.Count.ShouldBe(latency.Count);
        ofBins.Mean.ShouldBe(latency.Mean, latency.Mean * 0.008);
        ofBins.StandardDeviation.ShouldBe(
            latency.StandardDeviation,
            latency.StandardDeviation * 0.02
        );
    }

    [Test]
    public void A_percentile_of_merged_jobs_is_that_of_the_group()
    {
        var jobs = FioLatency
            .ReadAll("fio-many-jobs.json")
            .Where(latency => latency.Count > 0)
            .ToArray();

        var merged = Histogram.Merge(jobs.Select(job => job.Bins));

        var pooled = jobs.SelectMany(job => job.Bins.Bins)
            .SelectMany(bin => Enumerable.Repeat(bin.Value, (int)bin.Count))
            .Order()
            .ToArray();
        foreach (var p in (double[])[0.5, 0.9, 0.95, 0.99, 0.999])
        {
            merged.Quantile(p).ShouldBe(pooled[(int)NearestRank.OfQuantile(p, pooled.Length) - 1]);
        }
    }
}
