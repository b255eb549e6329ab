using Bench.Model.Runs;
using Bench.Planning.Distribution;
using FsCheck;
using FsCheck.Fluent;

namespace Bench.Planning.Tests.Distribution;

public class DistributionTests
{
    private static readonly DistributionMode[] Splitting =
    [
        DistributionMode.Even,
        DistributionMode.Weighted,
        DistributionMode.Contiguous,
    ];

    [TestCase(DistributionMode.Even, "1,4,7|2,5,8|3,6")]
    [TestCase(DistributionMode.Contiguous, "1,2,3|4,5,6|7,8")]
    [TestCase(DistributionMode.Weighted, "1,6,7|2,5,8|3,4")]
    [TestCase(DistributionMode.Replicate, "1,2,3,4,5,6,7,8|1,2,3,4,5,6,7,8|1,2,3,4,5,6,7,8")]
    public void Eight_tests_over_three_vms(DistributionMode mode, string expected)
    {
        var task = new DistributionTask(Given.Tests(8, i => 10 - i), Given.Vms(3));

        Shares(mode, task, configs: 1).ShouldBe(expected);
    }

    [Test]
    public void Entries_stand_by_test_case_then_config()
    {
        var task = new DistributionTask(Given.Tests(3), Given.Vms(2));

        Shares(DistributionMode.Even, task, configs: 2).ShouldBe("1,4,3,6|2,5");
    }

    [Test]
    public void Classes_keep_to_their_vms_and_the_rest_fills_up()
    {
        // Tests 1 to 4 need vm-1; 5 to 8 may run anywhere.
        var vms = Given.Vms(3).Select((vm, i) => i == 0 ? vm with { VmClass = "big" } : vm);
        var tests = Given.Tests(8, _ => 1, i => i <= 4 ? "big" : null);
        var task = new DistributionTask(tests, [.. vms]);

        Shares(DistributionMode.Even, task, 1).ShouldBe("1,2,3,4|5,7|6,8");
        Shares(DistributionMode.Weighted, task, 1).ShouldBe("1,2,3,4|5,7|6,8");
        Shares(DistributionMode.Contiguous, task, 1).ShouldBe("1,2,3,4,5,6|7|8");
    }

    [Test]
    public void A_class_without_vms_is_never_dropped_in_silence()
    {
        var task = new DistributionTask(
            Given.Tests(2, null, i => i == 2 ? "big" : null),
            Given.Vms(2)
        );

        foreach (var mode in Splitting)
        {
            Should.Throw<DistributionException>(() => Distributor.Shares(mode, task, 1));
        }
    }

    [Test]
    public void Unknown_durations_count_as_the_mean_of_the_known()
    {
        var task = new DistributionTask(
            Given.Tests(
                4,
                i =>
                    i == 1 ? 30
                    : i == 2 ? 10
                    : null
            ),
            Given.Vms(2)
        );

        // 30 | 20 + 20 and then 10 beside the 30.
        Shares(DistributionMode.Weighted, task, 1).ShouldBe("1,2|3,4");
    }

    /// <summary>confounding: a config must never be compared with another that ran on another machine.</summary>
    [FsCheck.NUnit.Property(MaxTest = 300), Category("regression: confounding")]
    public Property Every_entry_once_and_all_configs_of_a_test_on_one_vm() =>
        Prop.ForAll(
            Tasks(40, 8).ToArbitrary(),
            Gen.Choose(1, 4).ToArbitrary(),
            (task, configs) =>
            {
                foreach (var mode in Splitting)
                {
                    var shares = Distributor.Shares(mode, task, configs);

                    shares.Select(s => s.Vm).ShouldBe(task.Vms.Select(vm => vm.Name));
                    shares
                        .SelectMany(s => s.Entries)
                        .Order()
                        .ShouldBe(Enumerable.Range(1, task.TestCases.Count * configs));
                    foreach (var share in shares)
                    {
                        var tests = share
                            .Entries.Select(id => (id - 1) % task.TestCases.Count)
                            .ToList();
                        tests.GroupBy(t => t).ShouldAllBe(t => t.Count() == configs);
                        tests.ShouldBe(tests.Order());
                    }
                }
            }
        );

    [FsCheck.NUnit.Property(MaxTest = 300)]
    public Property A_test_with_a_class_runs_in_it() =>
        Prop.ForAll(
            Tasks(40, 8).ToArbitrary(),
            task =>
            {
                string?[] classes = [null, .. task.Vms.Select((_, i) => i % 2 == 0 ? "a" : "b")];
                var classed = new DistributionTask(
                    [
                        .. task.TestCases.Select(t =>
                            t with
                            {
                                VmClass = classes[t.Ordinal % classes.Length],
                            }
                        ),
                    ],
                    [.. task.Vms.Select((vm, i) => vm with { VmClass = classes[i + 1] })]
                );
                foreach (var mode in Splitting)
                {
                    var shares = Distributor.For(mode).Assign(classed);
                    shares
                        .SelectMany(s => s)
                        .Select(t => t.Ordinal)
                        .Order()
                        .ShouldBe(classed.TestCases.Select(t => t.Ordinal));
                    for (var i = 0; i < shares.Count; i++)
                    {
                        shares[i]
                            .ShouldAllBe(t =>
                                t.VmClass == null || t.VmClass == classed.Vms[i].VmClass
                            );
                    }
                }
            }
        );

    [FsCheck.NUnit.Property(MaxTest = 300)]
    public Property Even_and_contiguous_differ_by_at_most_one_test() =>
        Prop.ForAll(
            Tasks(40, 8).ToArbitrary(),
            task =>
            {
                foreach (var mode in new[] { DistributionMode.Even, DistributionMode.Contiguous })
                {
                    var counts = Distributor.For(mode).Assign(task).Select(s => s.Count).ToList();
                    (counts.Max() - counts.Min()).ShouldBeLessThanOrEqualTo(1);
                }
            }
        );

    [FsCheck.NUnit.Property(MaxTest = 300)]
    public Property Weighted_keeps_within_four_thirds_of_the_best() =>
        Prop.ForAll(
            Tasks(8, 3).ToArbitrary(),
            task =>
            {
                var seconds = task.TestCases.Select(t => t.EstimatedSeconds!.Value).ToArray();
                var bound = 4.0 / 3 - (1.0 / (3 * task.Vms.Count));
                Makespan(task)
                    .ShouldBeLessThanOrEqualTo(
                        Best(seconds, new double[task.Vms.Count], 0) * bound + 1e-9
                    );
            }
        );

    [FsCheck.NUnit.Property(MaxTest = 100)]
    public Property Equal_tasks_give_equal_shares() =>
        Prop.ForAll(
            Tasks(40, 8).ToArbitrary(),
            task =>
            {
                var copy = new DistributionTask(
                    [.. task.TestCases.Select(t => t with { })],
                    [.. task.Vms]
                );
                foreach (var mode in Splitting)
                {
                    Shares(mode, copy, 2).ShouldBe(Shares(mode, task, 2));
                }
            }
        );

    private static Gen<DistributionTask> Tasks(int tests, int vms) =>
        from m in Gen.Choose(1, vms)
        from seconds in Gen.Choose(1, 20).ListOf().Where(s => s.Count >= 1 && s.Count <= tests)
        select new DistributionTask(Given.Tests(seconds.Count, i => seconds[i - 1]), Given.Vms(m));

    private static string Shares(DistributionMode mode, DistributionTask task, int configs) =>
        string.Join(
            '|',
            Distributor.Shares(mode, task, configs).Select(s => string.Join(',', s.Entries))
        );

    private static double Makespan(DistributionTask task) =>
        new WeightedDistribution().Assign(task).Max(s => s.Sum(t => t.EstimatedSeconds!.Value));

    private static double Best(double[] seconds, double[] loads, int next)
    {
        if (next == seconds.Length)
        {
            return loads.Max();
        }
        var best = double.PositiveInfinity;
        for (var vm = 0; vm < loads.Length; vm++)
        {
            loads[vm] += seconds[next];
            best = Math.Min(best, Best(seconds, loads, next + 1));
            loads[vm] -= seconds[next];
        }
        return best;
    }
}
