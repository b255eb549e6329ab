using Bench.Planning.Blocks;
using Bench.Planning.Specs;
using FsCheck;
using FsCheck.Fluent;

namespace Bench.Planning.Tests.Blocks;

public class BlockScheduleTests
{
    /// <summary>A recorded seed must give the same order for ever: these sequences never change.</summary>
    [TestCase(42, 1, "2431 1342 2341 1432 2413 3142")]
    [TestCase(42, 2, "1234 4321 1432 2341 2143 3412")]
    [TestCase(0, 1, "4123 3214 2143 3412 2134 4312")]
    [TestCase(-1, 1, "2143 3412 3412 2143 1234 4321")]
    public void Known_sequences(long seed, int ordinal, string expected) =>
        Text(seed, ordinal, [1, 2, 3, 4], 6).ShouldBe(expected);

    [FsCheck.NUnit.Property]
    public Property Each_block_runs_every_config_once_and_every_second_reverses_the_one_before() =>
        Prop.ForAll(
            ArbMap.Default.ArbFor<long>(),
            Gen.Choose(1, 1000).ToArbitrary(),
            Gen.Choose(1, 9).ToArbitrary(),
            (seed, ordinal, configs) =>
            {
                var ids = Enumerable.Range(1, configs).ToList();
                var blocks = BlockSchedule.Blocks(seed, ordinal, ids, 7).ToList();

                blocks.Count.ShouldBe(7);
                blocks.ShouldAllBe(b => b.Order().SequenceEqual(ids));
                for (var i = 1; i < 7; i += 2)
                {
                    blocks[i].ShouldBe(blocks[i - 1].Reverse());
                }
                BlockSchedule
                    .Order(seed, ordinal, ids.AsEnumerable().Reverse(), 5)
                    .ShouldBe(blocks[4]);
            }
        );

    [Test]
    public void No_config_is_favoured_over_many_test_cases()
    {
        // 6,000 orders of three configs: each of the six is expected 1,000 times, with a deviation of about 29.
        var counts = Enumerable
            .Range(1, 6000)
            .GroupBy(test => Text(7, test, [1, 2, 3], 1), StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal);

        counts.Count.ShouldBe(6);
        counts.Values.ShouldAllBe(n => n > 850 && n < 1150);
    }

    [Test]
    public void A_spec_runs_its_test_cases_in_order_each_with_its_blocks()
    {
        var run = Given.Run(Given.Request with { Vms = Given.Vms(2) });
        var spec = JobSpecs.Derive(run, "x").First();

        var schedule = BlockSchedule.For(spec).ToList();

        schedule.Select(s => run.Entry(s.MatrixId).TestOrdinal).ShouldBe([1, 1, 1, 1, 3, 3, 3, 3]);
        schedule.Select(s => s.Iteration).ShouldBe([1, 1, 2, 2, 1, 1, 2, 2]);
        schedule.ShouldAllBe(s => s.Block == s.Iteration);
        schedule.Distinct().Count().ShouldBe(spec.TotalRuns);
        schedule
            .Take(2)
            .Select(s => s.MatrixId)
            .ShouldBe(schedule.Skip(2).Take(2).Reverse().Select(s => s.MatrixId));
    }

    [Test]
    public void Warm_up_blocks_come_before_each_test_case_in_the_order_of_its_first_block()
    {
        var request = Given.Request with { Options = Given.Options with { WarmUpBlocks = 2 } };
        var spec = JobSpecs.Derive(Given.Run(request with { Vms = Given.Vms(2) }), "x").First();
        var cold = spec with { Options = Given.Options };

        var schedule = BlockSchedule.For(spec).ToList();

        schedule.Where(s => !s.IsWarmUp).ShouldBe(BlockSchedule.For(cold));
        foreach (var test in schedule.Chunk(schedule.Count / 2))
        {
            test.Select(s => s.Block).ShouldBe([-1, -1, 0, 0, 1, 1, 2, 2]);
            test.Select(s => s.IsWarmUp).ShouldBe(test.Select(s => s.Block < 1));
            var first = test.Where(s => s.Block == 1).Select(s => s.MatrixId);
            test.Where(s => s.Block == -1).Select(s => s.MatrixId).ShouldBe(first);
        }
    }

    [Test]
    public void The_schedule_is_lazy()
    {
        var run = Given.Run(Given.Request);
        var spec = JobSpecs.Derive(run, "x").First() with { Iterations = int.MaxValue };

        BlockSchedule.For(spec).Take(10).Count().ShouldBe(10);
    }

    private static string Text(long seed, int ordinal, int[] configs, int iterations) =>
        string.Join(
            ' ',
            BlockSchedule.Blocks(seed, ordinal, configs, iterations).Select(b => string.Concat(b))
        );
}
