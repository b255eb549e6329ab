using Bench.Statistics.Histograms;
using FsCheck;
using FsCheck.Fluent;

namespace Bench.Statistics.Tests.Histograms;

internal sealed class FioBinsTests
{
    [Test]
    public void Mapping_equals_fios_own()
    {
        var rows = TestFiles.Rows("fio-bins.csv").ToArray();

        rows.Length.ShouldBeGreaterThan(500);
        foreach (var row in rows)
        {
            var index = FioBins.IndexOf(TestFiles.Long(row[0]));
            index.ShouldBe((int)TestFiles.Long(row[1]), row[0]);
            FioBins.ValueOf(index).ShouldBe(TestFiles.Long(row[2]), row[0]);
        }
    }

    [Test]
    public void Every_bin_holds_its_own_value_and_its_lower_bound_but_not_the_value_below()
    {
        FioBins.Count.ShouldBe(1856);
        for (var index = 0; index < FioBins.Count; index++)
        {
            FioBins.IndexOf(FioBins.ValueOf(index)).ShouldBe(index);
            FioBins.IndexOf(FioBins.LowerBoundOf(index)).ShouldBe(index);
            if (index > 0)
            {
                FioBins.IndexOf(FioBins.LowerBoundOf(index) - 1).ShouldBe(index - 1);
                FioBins.ValueOf(index).ShouldBeGreaterThan(FioBins.ValueOf(index - 1));
            }
        }
    }

    [FsCheck.NUnit.Property]
    public Property A_bin_is_within_0_8_percent_of_its_samples() =>
        Prop.ForAll(
            Gen.Choose(0, int.MaxValue).Select(value => (long)value * 7).ToArbitrary(),
            sample =>
            {
                var distance = Math.Abs(FioBins.ValueOf(FioBins.IndexOf(sample)) - sample);
                return distance <= sample / 128.0;
            }
        );

    [FsCheck.NUnit.Property]
    public bool Bins_keep_the_order_of_samples(long a, long b)
    {
        var (x, y) = (a & long.MaxValue, b & long.MaxValue);
        return x <= y == FioBins.IndexOf(x) <= FioBins.IndexOf(y)
            || FioBins.IndexOf(x) == FioBins.IndexOf(y);
    }

    [Test]
    public void What_is_out_of_range_is_refused_or_put_into_the_last_bin()
    {
        FioBins.IndexOf(long.MaxValue).ShouldBe(FioBins.Count - 1);
        Should.Throw<ArgumentOutOfRangeException>(() => FioBins.IndexOf(-1));
        Should.Throw<ArgumentOutOfRangeException>(() => FioBins.ValueOf(-1));
        Should.Throw<ArgumentOutOfRangeException>(() => FioBins.ValueOf(FioBins.Count));
        Should.Throw<ArgumentOutOfRangeException>(() => FioBins.LowerBoundOf(FioBins.Count));
    }
}
