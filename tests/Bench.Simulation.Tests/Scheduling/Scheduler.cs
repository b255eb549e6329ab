namespace Bench.Simulation.Tests.Scheduling;

/// <summary>
/// Everything that happens in a world, one thing after the other on one thread. Time stands still while something
/// happens and jumps to whatever is due next; of what is due at one moment the dice choose the next.
/// </summary>
internal sealed class Scheduler(Dice dice)
{
    private readonly PriorityQueue<Happening, Due> _queue = new(DueOrder.Instance);
    private readonly int _thread = Environment.CurrentManagedThreadId;

    /// <summary>Ticks since the begin.</summary>
    public long Now { get; private set; }

    public TimeSpan Elapsed => TimeSpan.FromTicks(Now);

    public long Steps { get; private set; }

    /// <summary>The process that is running, if one is.</summary>
    public SimProcess? Running { get; private set; }

    /// <summary>What broke the simulation itself.</summary>
    public string? Broken { get; private set; }

    public void After(TimeSpan delay, SimProcess? owner, Action action)
    {
        if (!IsOwnThread())
        {
            return;
        }
        _queue.Enqueue(new Happening(owner, action), new Due(Now + delay.Ticks, dice.Next()));
    }

    /// <summary>Runs until it is done, nothing is left, or a bound is reached.</summary>
    /// <returns>Why it stopped: null when it was done.</returns>
    public string? Run(Func<bool> done, long maxSteps, TimeSpan until)
    {
        while (!done())
        {
            if (Broken is not null)
            {
                return Broken;
            }
            if (!_queue.TryPeek(out _, out var due))
            {
                return "nothing is left that could happen";
            }
            if (due.At > until.Ticks)
            {
                return $"it has not ended after {until}";
            }
            if (++Steps > maxSteps)
            {
                return $"it has not ended after {maxSteps} steps";
            }
            Now = Math.Max(Now, due.At);
            Happen(_queue.Dequeue());
        }
        return null;
    }

    /// <summary>Nothing of a world may run elsewhere than on its thread: it would not be repeatable.</summary>
    public void CheckThread()
    {
        if (!IsOwnThread())
        {
            throw new LeftWorldException();
        }
    }

    private bool IsOwnThread()
    {
        if (Environment.CurrentManagedThreadId == _thread)
        {
            return true;
        }
        Broken ??= $"a thread of the pool ran something of this world:\n{Environment.StackTrace}";
        return false;
    }

    private void Happen(Happening happening)
    {
        if (happening.Owner is { } owner && !owner.MayRun(happening.Action))
        {
            return;
        }
        Running = happening.Owner;
        SynchronizationContext.SetSynchronizationContext(Running?.Context);
        happening.Action();
        SynchronizationContext.SetSynchronizationContext(null);
        Running = null;
    }

    private readonly record struct Happening(SimProcess? Owner, Action Action);

    private readonly record struct Due(long At, ulong Order);

    private sealed class DueOrder : IComparer<Due>
    {
        public static readonly DueOrder Instance = new();

        public int Compare(Due x, Due y) =>
            x.At != y.At ? x.At.CompareTo(y.At) : x.Order.CompareTo(y.Order);
    }
}

/// <summary>Code of a world ran outside it.</summary>
internal sealed class LeftWorldException()
    : Exception("This code runs outside its world's thread.");
