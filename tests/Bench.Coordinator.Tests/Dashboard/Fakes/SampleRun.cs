using Bench.Coordinator.Watching;
using Bench.Model.Decisions;
using Bench.Model.Progress;

namespace Bench.Coordinator.Tests.Dashboard.Fakes;

/// <summary>Runs to be shown, of any size, the same each time.</summary>
public static class SampleRun
{
    public static readonly DateTimeOffset CreatedAt = new(2026, 3, 4, 10, 0, 0, TimeSpan.Zero);

    private static readonly string[] Phases =
    [
        "prepare",
        "cache",
        "measure",
        "measure",
        "measure",
        "collect",
        "upload",
    ];

    /// <summary>A run in full swing.</summary>
    /// <param name="vmName">Name of a VM by its number.</param>
    public static RunSnapshot Of(
        string id,
        int vms,
        int configs = 3,
        int tests = 8,
        Func<int, string>? vmName = null,
        Func<int, string>? label = null,
        Func<int, string>? test = null
    )
    {
        vmName ??= i => $"vm-{i:D4}";
        label ??= i => $"config-{i}";
        test ??= i => $"read-{i}";
        var entries = new List<EntryView>();
        for (var config = 1; config <= configs; config++)
        {
            for (var t = 1; t <= tests; t++)
            {
                entries.Add(
                    new EntryView
                    {
                        MatrixId = ((config - 1) * tests) + t,
                        TestId = test(t),
                        TestOrdinal = t,
                        ConfigLabel = label(config),
                        ConfigId = config,
                        State = StateOfEntry(t, config, tests),
                        Vm = vmName(t % vms),
                        Attempt = 1,
                        IterationsDone = t % 7,
                    }
                );
            }
        }
        return new RunSnapshot
        {
            Cursor = new EventCursor("feed1", 0),
            Run = Head(id, vms, entries),
            Vms = [.. Enumerable.Range(0, vms).Select(i => Vm(i, vmName(i), label(1), test(1)))],
            Entries = entries,
            Notes =
            [
                new RunNote(
                    1,
                    CreatedAt.AddSeconds(5),
                    NoteLevel.Info,
                    null,
                    "process 4711 on bench-0 leads"
                ),
                new RunNote(
                    2,
                    CreatedAt.AddSeconds(90),
                    NoteLevel.Warning,
                    vmName(1 % vms),
                    "no sign of life for 30 s"
                ),
                new RunNote(
                    3,
                    CreatedAt.AddSeconds(200),
                    NoteLevel.Error,
                    vmName(2 % vms),
                    "its right to its entries has ended; test 3 is granted to another VM"
                ),
            ],
        };
    }

    public static VmView Vm(int number, string name, string label, string test)
    {
        var state = StateOfVm(number);
        var failed = number % 23 == 5 ? 2 : 0;
        var works = state is VmState.Running or VmState.Waiting or VmState.Silent;
        return new VmView
        {
            Vm = name,
            HostName = number % 2 == 0 ? null : $"host-{number}.example",
            State = state,
            Epoch = state == VmState.Unclaimed ? 0 : 1,
            EntriesTotal = 8,
            EntriesOk = number % 6,
            EntriesFailed = failed > 0 ? 1 : 0,
            IterationsTotal = 48,
            IterationsDone = 6 * (number % 6),
            IterationsFailed = failed,
            Current = works
                ? new CurrentWork
                {
                    MatrixId = (number % 8) + 1,
                    TestId = test,
                    ConfigLabel = label,
                    Iteration = (number % 6) + 1,
                    Attempt = 1,
                    Phase = Phases[number % Phases.Length],
                    PhaseSeconds = 1.5 + (number % 40),
                }
                : null,
            SilentSeconds =
                state == VmState.Unclaimed ? null
                : state == VmState.Silent ? 31
                : number % 2,
            LastErrors = failed > 0 ? ["fio ended with exit code 1: no space left on device"] : [],
            Live = works ? Live(number, number) : null,
            EstimatedSecondsLeft = state == VmState.Ended ? null : 300 + number,
        };
    }

    /// <summary>Figures of a worker's iteration, different for each step.</summary>
    public static LiveFigures Live(int number, int step) =>
        new()
        {
            Iteration = new IterationFigures
            {
                MatrixId = (number % 8) + 1,
                Iteration = (step % 6) + 1,
                ReadBytesPerSecond = 450e6 + (1e6 * ((number * 37) + (step * 13) % 200)),
                WriteBytesPerSecond = number % 3 == 0 ? 210e6 + (1e6 * ((step * 29) % 80)) : null,
                ReadP50Nanoseconds = 80_000 + (1000 * ((number + (step * 7)) % 60)),
                ReadP99Nanoseconds = 900_000 + (20_000 * ((number + (step * 11)) % 90)),
                WriteP50Nanoseconds = number % 3 == 0 ? 120_000 + (1000 * (step % 40)) : null,
                WriteP99Nanoseconds = number % 3 == 0 ? 2_400_000 + (50_000 * (step % 40)) : null,
            },
            Resources = new ResourceFigures
            {
                CpuFraction = 0.25 + (0.05 * ((number + step) % 12)),
                MemoryUsedBytes = (4L << 30) + (number * 1_000_000L),
                DiskReadBytesPerSecond = 300e6 + (1e6 * (step % 50)),
                DiskWriteBytesPerSecond = 20e6 + (1e6 * (step % 9)),
                NetworkReceivedBytesPerSecond = 400e6 + (2e6 * (step % 31)),
                NetworkTransmittedBytesPerSecond = 15e6 + (1e6 * (step % 5)),
            },
        };

    private static RunHead Head(string id, int vms, List<EntryView> entries) =>
        new()
        {
            Id = id,
            Uri = $"file:///data/bench/{id}",
            Name = "cache sizes, second try",
            CreatedAt = CreatedAt,
            Phase = RunPhase.Running,
            Leader = new CoordinatorIdentity
            {
                Id = "4a1f",
                HostName = "bench-0",
                ProcessId = 4711,
            },
            VmsTotal = vms,
            VmsAlive = vms - (vms / 10),
            EntriesTotal = entries.Count,
            EntriesOk = entries.Count(e => e.State == EntryState.Ok),
            EntriesFailed = entries.Count(e => e.State == EntryState.Failed),
            IterationsTotal = entries.Count * 6,
            IterationsDone = entries.Count * 2,
            IterationsFailed = 3,
            EstimatedSecondsLeft = 4520,
        };

    private static EntryState StateOfEntry(int test, int config, int tests) =>
        ((test * 7) + config) % 29 == 3 ? EntryState.Failed
        : test < tests / 2 ? EntryState.Ok
        : test < (tests / 2) + 3 ? EntryState.Running
        : EntryState.Pending;

    private static VmState StateOfVm(int number) =>
        (number % 40) switch
        {
            2 => VmState.Fenced,
            1 or 21 => VmState.Silent,
            7 or 8 or 9 => VmState.Waiting,
            15 => VmState.Idle,
            16 or 17 => VmState.Ended,
            18 => VmState.Starting,
            39 => VmState.Unclaimed,
            _ => VmState.Running,
        };
}
