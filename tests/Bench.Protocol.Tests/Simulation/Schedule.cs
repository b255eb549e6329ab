using Bench.Storage;

namespace Bench.Protocol.Tests.Simulation;

/// <summary>
/// Runs several processes on one store, one store call at a time, in an order that is chosen from outside. Everything
/// happens on the thread of the test.
/// </summary>
public sealed class Schedule(Func<int, int> choose)
{
    private readonly List<TaskCompletionSource?> _waiting = [];

    /// <summary>A schedule drawn from a seed.</summary>
    public static Schedule FromSeed(int seed)
    {
        var state = (ulong)seed * 0x9E3779B97F4A7C15UL;
        return new Schedule(count =>
        {
            // splitmix64
            state += 0x9E3779B97F4A7C15UL;
            var z = state;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
            return (int)((z ^ (z >> 31)) % (ulong)count);
        });
    }

    /// <summary>Runs the test once for every possible order; the number of orders.</summary>
    public static int ForEveryOrder(Action<Schedule> test)
    {
        var path = new List<(int Choice, int Count)>();
        var orders = 0;
        do
        {
            var depth = 0;
            test(
                new Schedule(count =>
                {
                    if (depth == path.Count)
                    {
                        path.Add((0, count));
                    }
                    return path[depth++].Choice;
                })
            );
            orders++;
            while (path.Count > 0 && path[^1].Choice == path[^1].Count - 1)
            {
                path.RemoveAt(path.Count - 1);
            }
            if (path.Count > 0)
            {
                path[^1] = (path[^1].Choice + 1, path[^1].Count);
            }
        } while (path.Count > 0);
        return orders;
    }

    /// <summary>Runs the processes to their ends.</summary>
    public void Run(IObjectStore store, params Func<IObjectStore, Task>[] processes)
    {
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            _waiting.AddRange(new TaskCompletionSource?[processes.Length]);
            var tasks = processes
                .Select((process, i) => process(new InterceptedStore(store, _ => TurnAsync(i))))
                .ToList();
            while (_waiting.Any(turn => turn is not null))
            {
                var ready = Enumerable
                    .Range(0, _waiting.Count)
                    .Where(i => _waiting[i] is not null)
                    .ToList();
                var next = ready[ready.Count == 1 ? 0 : choose(ready.Count)];
                var turn = _waiting[next]!;
                _waiting[next] = null;
                turn.SetResult();
            }
            tasks.ShouldAllBe(task => task.IsCompleted);
            foreach (var task in tasks)
            {
                task.GetAwaiter().GetResult();
            }
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }

    private async Task<Fault> TurnAsync(int process)
    {
        // Continues on the thread that gives the turn.
        var turn = new TaskCompletionSource();
        _waiting[process] = turn;
        await turn.Task;
        return Fault.None;
    }
}
