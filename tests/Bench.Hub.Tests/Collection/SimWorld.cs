using System.Collections.Concurrent;

namespace Bench.Hub.Tests.Collection;

/// <summary>
/// One thread on which many programs run in turns: at each step a seed picks whose call of the store goes on, or that
/// time passes, or that a program dies. What a dead program had asked for may still be done, and later.
/// </summary>
internal sealed class SimWorld(int seed) : SynchronizationContext
{
    private readonly Random _random = new(seed);
    private readonly ConcurrentQueue<(SendOrPostCallback Call, object? State)> _ready = new();
    private readonly List<Turn> _turns = [];

    public SimTime Time { get; } = new();

    /// <summary>Whether programs die and sleep long.</summary>
    public bool IsCalm { get; set; }

    public int Kills { get; private set; }

    public int Steps { get; private set; }

    public int Below(int end) => _random.Next(end);

    public override void Post(SendOrPostCallback d, object? state) => _ready.Enqueue((d, state));

    public override void Send(SendOrPostCallback d, object? state) => d(state);

    public override SynchronizationContext CreateCopy() => this;

    /// <summary>Waits for the program's turn; then the call is done at once.</summary>
    public Task TurnAsync(SimProcess process)
    {
        var turn = new Turn(process);
        _turns.Add(turn);
        return turn.Come.Task;
    }

    /// <summary>Runs until the work is done, or until nothing is left that could go on.</summary>
    public void Run(IReadOnlyList<SimProcess> processes, Func<bool> isDone)
    {
        var before = Current;
        SetSynchronizationContext(this);
        try
        {
            Pump();
            while (!isDone())
            {
                Step(processes);
                Pump();
                (++Steps).ShouldBeLessThan(200_000, $"seed {seed} does not end");
            }
        }
        finally
        {
            SetSynchronizationContext(before);
        }
    }

    private void Step(IReadOnlyList<SimProcess> processes)
    {
        // A dead program's last call may be done after all, at any time, or never.
        _turns.RemoveAll(turn => turn.Process.IsDead && !turn.IsGhost);
        var due = _turns.Where(turn => turn.Process.SleepsUntil <= Time.Now).ToList();
        if (due.Count == 0 || Below(IsCalm ? 20 : 12) == 0)
        {
            Time.Advance(TimeSpan.FromSeconds(Below(IsCalm ? 10 : 40) + 1));
            return;
        }
        var turn = due[Below(due.Count)];
        if (!IsCalm && !turn.IsGhost)
        {
            switch (Below(120))
            {
                case 0:
                    Kill(turn);
                    return;
                case 1 or 2:
                    turn.Process.SleepsUntil = Time.Now + TimeSpan.FromSeconds(Below(400));
                    return;
            }
        }
        _turns.Remove(turn);
        turn.Come.SetResult();
    }

    private void Kill(Turn turn)
    {
        Kills++;
        turn.Process.IsDead = true;
        turn.IsGhost = Below(2) == 0;
    }

    private void Pump()
    {
        while (_ready.TryDequeue(out var next))
        {
            next.Call(next.State);
        }
    }

    private sealed class Turn(SimProcess process)
    {
        public SimProcess Process { get; } = process;

        public TaskCompletionSource Come { get; } = new();

        public bool IsGhost { get; set; }
    }
}

/// <summary>A program that may die or sleep at any call of the store.</summary>
internal sealed class SimProcess(string name)
{
    public string Name { get; } = name;

    public bool IsDead { get; set; }

    public TimeSpan SleepsUntil { get; set; }

    public Task Work { get; set; } = Task.CompletedTask;

    public bool IsOver => IsDead || Work.IsCompleted;
}
