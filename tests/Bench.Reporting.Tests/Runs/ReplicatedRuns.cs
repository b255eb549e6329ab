using System.Globalization;
using System.Text;
using Bench.Model.Results;
using Bench.Model.Runs;

namespace Bench.Reporting.Tests.Runs;

/// <summary>Iterations that several VMs ran at once, with times and rates that tests can compute with.</summary>
internal static class ReplicatedRuns
{
    public const long Millisecond = 1_000_000;
    private const long Clock = 5_000_000;

    /// <summary>
    /// Three VMs of three hosts: one like iteration, one that the fastest VM left early, one run again without the VM
    /// that it had lost, and one without clocks.
    /// </summary>
    public static RunBuilder Typical()
    {
        var run = New(3)
            .Vm("vm-1")
            .Vm("vm-2")
            .Vm("vm-3", h => h with { CpuModel = "Another CPU @ 3.10GHz" });
        string[] all = ["vm-1", "vm-2", "vm-3"];
        string[] two = ["vm-1", "vm-2"];
        var lost = Iteration.Failed("killed", "measure", "its worker was killed");
        return run.Ended(1, "vm-1", One(0, 50), One(0, 50, seconds: 20), Again(0, 100))
            .Ended(1, "vm-2", One(7_000, 40), One(7_000, 40), Again(7_000, 100))
            .Ended(1, "vm-3", One(-900, 10), One(-900, 10), lost);

        Iteration One(long offset, long mebibytes, int seconds = 10) =>
            Shared(all, offset, mebibytes, seconds);

        Iteration Again(long offset, long mebibytes)
        {
            var again = Shared(two, offset, mebibytes, 10, go: 9);
            return again with { Attempt = 2 };
        }
    }

    /// <summary>One entry of one config, to be run by VMs at once.</summary>
    public static RunBuilder New(int iterations) =>
        new RunBuilder
        {
            Iterations = iterations,
            Distribution = DistributionMode.Replicate,
            HostSharing = HostSharing.Concurrent,
        }
            .Config("grpc")
            .Test("1", ("io_type", "read"), ("block_size", "1m"));

    /// <summary>
    /// A VM that reads at a steady rate.
    /// </summary>
    /// <param name="participants">The VMs of the iteration.</param>
    /// <param name="offset">How many milliseconds its clock lies behind the coordinator's.</param>
    /// <param name="mebibytes">MiB/s.</param>
    /// <param name="seconds">How long.</param>
    /// <param name="after">Milliseconds from the go to the start, on top of 5.</param>
    /// <param name="go">Number of the decision.</param>
    public static Iteration Shared(
        IReadOnlyList<string> participants,
        long offset,
        long mebibytes,
        int seconds = 10,
        long after = 0,
        int go = 4
    )
    {
        var received = (Clock - offset) * Millisecond;
        var started = received + ((5 + after) * Millisecond);
        return new Iteration(FioFiles.Recorded("few"))
        {
            Logs = [Log(started, mebibytes * 1024, seconds * 10)],
            Barrier = new BarrierFacts
            {
                GoDecision = go,
                Participants = participants,
                Signal = StartSignalKind.Channel,
                GoReceivedNanoseconds = received,
                StartedNanoseconds = started,
                EndedNanoseconds = started + (seconds * 1000 * Millisecond),
                AfterGoSeconds = (5 + after) / 1000.0,
                Exchanges =
                [
                    // 1 ms there and 1 ms back.
                    new ClockStamps
                    {
                        SentNanoseconds = received - (102 * Millisecond),
                        CoordinatorReceivedNanoseconds = (Clock - 101) * Millisecond,
                        CoordinatorSentNanoseconds = (Clock - 1) * Millisecond,
                        ReceivedNanoseconds = received,
                    },
                ],
            },
        };
    }

    /// <summary>Lines each 100 ms from a start on, as fio writes them.</summary>
    public static byte[] Log(long startNanoseconds, long kibibytesPerSecond, int lines)
    {
        var text = new StringBuilder();
        for (var i = 1; i <= lines; i++)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"{(startNanoseconds / Millisecond) + (i * 100)}, {kibibytesPerSecond}, 0, 0, 0\n"
            );
        }
        return Encoding.ASCII.GetBytes(text.ToString());
    }
}
