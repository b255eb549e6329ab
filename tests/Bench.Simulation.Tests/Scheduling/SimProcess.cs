using Bench.Simulation.Tests.Hosts;
using Bench.Simulation.Tests.Tracing;

namespace Bench.Simulation.Tests.Scheduling;

internal enum ProcessState
{
    Running,

    /// <summary>Stopped as by SIGSTOP: time goes on without it, and what it waits for is kept.</summary>
    Frozen,

    /// <summary>It came to its end by itself.</summary>
    Ended,

    /// <summary>Killed: it never runs again.</summary>
    Killed,
}

/// <summary>
/// A process: code that runs piece by piece, between one answer from outside and the next. What happens to it happens
/// between two pieces.
/// </summary>
internal sealed class SimProcess(
    string name,
    int id,
    SimHost host,
    Scheduler scheduler,
    Dice dice,
    Trace trace
)
{
    private readonly List<Action> _held = [];
    private readonly List<(long From, long To)> _frozen = [];
    private long _frozenAt;

    public string Name { get; } = name;

    public int Id { get; } = id;

    public SimHost Host { get; } = host;

    public Scheduler Scheduler { get; } = scheduler;

    public Dice Dice { get; } = dice;

    public ProcessState State { get; private set; }

    public TimeSpan WallOffset { get; set; }

    /// <summary>How long nothing of it reaches the store, or nothing of the store it.</summary>
    public long CutOffUntil { get; set; }

    /// <summary>Whether only the answers are lost while it is cut off.</summary>
    public bool OnlyRepliesAreLost { get; set; }

    public long StartedAt { get; } = scheduler.Now;

    public int? ExitCode { get; private set; }

    /// <summary>What it said at its end.</summary>
    public string LastWord { get; set; } = "";

    public bool IsAlive => State is ProcessState.Running or ProcessState.Frozen;

    /// <summary>Where its continuations go.</summary>
    public ProcessContext Context => field ??= new ProcessContext(this);

    /// <summary>Signals that ask it to end.</summary>
    public CancellationTokenSource Interruption { get; } = new();

    /// <summary>When it was gone.</summary>
    public long? GoneAt { get; private set; }

    /// <summary>Called once, when it is gone.</summary>
    public Action? WhenGone { get; set; }

    public override string ToString() => Name;

    /// <summary>Starts its code.</summary>
    /// <param name="main">Its exit code.</param>
    public void Start(Func<Task<int>> main) =>
        Scheduler.After(TimeSpan.Zero, this, () => _ = RunAsync(main));

    /// <summary>Whether the process runs what is due now. If it is frozen that is kept; if it is dead nothing is.</summary>
    public bool MayRun(Action action)
    {
        if (State == ProcessState.Frozen)
        {
            _held.Add(action);
        }
        return State == ProcessState.Running;
    }

    public void Freeze()
    {
        if (State == ProcessState.Running)
        {
            trace.Note(this, "is frozen");
            (State, _frozenAt) = (ProcessState.Frozen, Scheduler.Now);
        }
    }

    public void Thaw()
    {
        if (State != ProcessState.Frozen)
        {
            return;
        }
        trace.Note(this, "goes on");
        State = ProcessState.Running;
        _frozen.Add((_frozenAt, Scheduler.Now));
        foreach (var action in _held)
        {
            Scheduler.After(TimeSpan.Zero, this, action);
        }
        _held.Clear();
    }

    /// <summary>SIGINT or SIGTERM.</summary>
    public void Interrupt() =>
        Scheduler.After(
            TimeSpan.Zero,
            this,
            () =>
            {
                trace.Note(this, "is interrupted");
                Interruption.Cancel();
            }
        );

    public void Kill()
    {
        if (IsAlive)
        {
            trace.Note(this, "is killed");
            Go(ProcessState.Killed);
        }
    }

    /// <summary>Ticks between two moments during which it ran.</summary>
    public long RanBetween(long from, long to) =>
        to
        - from
        - _frozen.Sum(span => Math.Max(0, Math.Min(span.To, to) - Math.Max(span.From, from)));

    private async Task RunAsync(Func<Task<int>> main)
    {
        var code = await main();
        if (!IsAlive)
        {
            return;
        }
        ExitCode = code;
        trace.Note(this, "ends", LastWord);
        Go(ProcessState.Ended);
    }

    private void Go(ProcessState state)
    {
        (State, GoneAt) = (state, Scheduler.Now);
        _held.Clear();
        Host.Release(this);
        WhenGone?.Invoke();
    }
}
