using Bench.Fio.Output;
using Bench.Workloads.Fio;
using Output = Bench.Fio.Output;

namespace Bench.Workloads.Tests.Fio;

public sealed class FioFiguresTests
{
    [Test]
    public void Jobs_that_run_together_count_their_bytes_against_the_longest_of_them()
    {
        var figures = FioFigures.Of(
            new FioResult(
                "fio-3.33",
                [
                    Job(0, read: Direction(4_000_000, 1000, 1000, (100, 50))),
                    Job(0, read: Direction(2_000_000, 2000, 500, (900, 50))),
                ]
            ),
            matrixId: 7,
            iteration: 3
        )!;

        (figures.MatrixId, figures.Iteration).ShouldBe((7, 3));
        figures.ReadBytesPerSecond.ShouldBe(3_000_000);
        figures.ReadOperationsPerSecond.ShouldBe(750);
        figures.ReadP50Nanoseconds.ShouldBe(100, "half of the merged samples are at most that");
        figures.ReadP99Nanoseconds.ShouldBeNull("fewer than ten samples lie beyond it");
        figures.WriteBytesPerSecond.ShouldBeNull();
    }

    [Test]
    public void Groups_that_run_after_each_other_are_not_summed()
    {
        var figures = FioFigures.Of(
            new FioResult(
                "fio-3.33",
                [
                    Job(0, write: Direction(1_000_000, 1000, 10, (100, 5000))),
                    Job(1, write: Direction(5_000_000, 1000, 10, (200, 5000))),
                ]
            ),
            1,
            1
        )!;

        figures.WriteBytesPerSecond.ShouldBe(5_000_000);
        figures.WriteP99Nanoseconds.ShouldBe(200);
    }

    [Test]
    public void Work_without_reads_and_writes_has_no_figures() =>
        FioFigures.Of(new FioResult("fio-3.33", [Job(0)]), 1, 1).ShouldBeNull();

    private static Output.FioJob Job(
        int group,
        FioDirection? read = null,
        FioDirection? write = null
    ) => new("job", group, 0, read, write, null, null, null);

    private static FioDirection Direction(
        long bytes,
        long runtime,
        long operations,
        (long Value, long Count) bin
    ) =>
        new(
            bytes,
            0,
            0,
            runtime,
            operations,
            FioLatency.None with
            {
                N = bin.Count,
                Bins = new FioBins([bin.Value], [bin.Count]),
            },
            FioLatency.None,
            FioLatency.None
        );
}
