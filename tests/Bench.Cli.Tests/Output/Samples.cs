using System.Text;
using Bench.Coordinator.Views;
using Bench.Model.Claims;
using Bench.Model.Decisions;
using Bench.Model.Json;
using Bench.Model.Progress;
using Bench.Model.Runs;
using Bench.Model.Sealing;
using Bench.Planning;
using Bench.Planning.Inputs;
using Bench.Testing.Runs;

namespace Bench.Cli.Tests.Output;

/// <summary>States of a run to be shown.</summary>
internal static class Samples
{
    public static readonly DateTimeOffset At = new(2031, 5, 6, 7, 8, 9, TimeSpan.Zero);

    public static RunView Running { get; } =
        new()
        {
            Config = Plan(),
            Progress = new Dictionary<string, WorkerProgress> { ["vm-1"] = Progress() },
            Claims = new Dictionary<string, Claim> { ["vm-1"] = Claim() },
        };

    public static RunView Sealed { get; } =
        Running with
        {
            Seal = new Seal
            {
                Schema = Schemas.Seal,
                Writer = "w",
                BenchmarkId = "t1",
                BenchVersion = "0",
                Reason = SealReason.TimedOut,
                Decision = 2,
                At = At,
                Config = new RecordRef
                {
                    Key = "k",
                    Length = 1,
                    Sha256 = "0",
                },
                Entries =
                [
                    new SealedEntry { MatrixId = 1, Status = EntryStatus.Ok },
                    new SealedEntry { MatrixId = 2, Status = EntryStatus.Missing },
                ],
                Superseded = [],
            },
            Late = ["t1/results/vm-2/late\u001b[31m.json"],
        };

    public static WorkerProgress Progress(int ok = 1, int failed = 1) =>
        new()
        {
            Schema = Schemas.Progress,
            Vm = "vm-1",
            Epoch = 1,
            Sequence = 4,
            State = WorkerState.Running,
            StartedAt = At,
            At = At,
            EntriesTotal = 1,
            EntriesOk = 0,
            EntriesFailed = 0,
            IterationsTotal = 3,
            IterationsOk = ok,
            IterationsFailed = failed,
            IterationSeconds = 4,
            IterationsTimed = 2,
            Current = new CurrentWork
            {
                MatrixId = 1,
                TestId = "seq\u001b[2J\nread",
                ConfigLabel = "master",
                Iteration = 3,
                Phase = "measure",
                PhaseSeconds = 1.5,
            },
            LastErrors = ["test 1: it went\u0007 wrong\nbadly"],
        };

    private static Claim Claim() =>
        new()
        {
            Schema = Schemas.Claim,
            Writer = "w",
            Vm = "vm-1",
            Epoch = 1,
            Kind = ClaimKind.Holder,
            At = At,
        };

    private static RunConfig Plan() =>
        new Planner(TimeProvider.System, [])
            .Plan(
                new PlanRequest
                {
                    BenchmarkId = "t1",
                    BenchVersion = "0",
                    Writer = "w",
                    Seed = 7,
                    Options = SampleRecords.Options with { Iterations = 3 },
                    TestCsv = new SourceFile(
                        "cases.csv",
                        Encoding.UTF8.GetBytes("io_type\nread\nwrite\n")
                    ),
                    JobFile = new SourceFile("job.fio", "[j]\n"u8.ToArray()),
                    Vms = [new VmSpec { Name = "vm-1" }, new VmSpec { Name = "vm-2" }],
                }
            )
            .Config.ShouldNotBeNull();
}
