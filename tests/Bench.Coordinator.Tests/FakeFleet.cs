using Bench.Fleet;

namespace Bench.Coordinator.Tests;

/// <summary>Workers that do what a test says.</summary>
/// <param name="work">What the n-th worker (from 1) of a VM does, and how it ends.</param>
internal sealed class FakeFleet(Func<string, int, Task<WorkerExit>> work) : IFleet
{
    public static readonly WorkerExit Done = new(0, "exit code 0");
    public static readonly WorkerExit Killed = new(null, "signal 9 (SIGKILL)");
    private readonly List<string> _starts = [];

    public IReadOnlyList<string> Starts
    {
        get
        {
            lock (_starts)
            {
                return [.. _starts];
            }
        }
    }

    /// <summary>Says why a VM's worker cannot be started; null where it can.</summary>
    public Func<string, string?> Refuse { get; init; } = _ => null;

    public IWorkerHandle Start(string vm)
    {
        int nth;
        lock (_starts)
        {
            _starts.Add(vm);
            nth = _starts.Count(started => started == vm);
        }
        return Refuse(vm) is { } reason
            ? throw new FleetException(reason)
            : new Handle(Task.Run(() => work(vm, nth)));
    }

    private sealed class Handle(Task<WorkerExit> completion) : IWorkerHandle
    {
        public Task<WorkerExit> Completion { get; } = completion;

        public string LogTail() => "the last it said\n";
    }
}
