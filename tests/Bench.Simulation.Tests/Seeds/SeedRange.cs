using System.Collections.Concurrent;
using Bench.Simulation.Tests.Worlds;

namespace Bench.Simulation.Tests.Seeds;

/// <summary>Runs many seeds, each in a world of its own, on a few threads.</summary>
internal static class SeedRange
{
    // Whatever a piece of a world does happens within it, so pieces may be deep.
    private const int StackBytes = 16 << 20;

    /// <summary>The outcomes in the order of the seeds.</summary>
    /// <param name="until">Ends early once it is true of an outcome.</param>
    public static IReadOnlyList<Outcome> Run(
        ulong first,
        int count,
        Defect? defect = null,
        Func<Outcome, bool>? until = null
    )
    {
        var outcomes = new ConcurrentBag<Outcome>();
        var (taken, ended) = (-1, false);
        OnThreads(
            Environment.ProcessorCount,
            () =>
            {
                for (
                    int i;
                    !Volatile.Read(ref ended) && (i = Interlocked.Increment(ref taken)) < count;

                )
                {
                    var outcome = WorldRun.Run(first + (ulong)i, defect);
                    outcomes.Add(outcome);
                    if (until?.Invoke(outcome) == true)
                    {
                        Volatile.Write(ref ended, true);
                    }
                }
            }
        );
        return [.. outcomes.OrderBy(outcome => outcome.Seed)];
    }

    /// <summary>One seed with its trace as text.</summary>
    public static Outcome Replay(ulong seed, Defect? defect = null)
    {
        Outcome? outcome = null;
        OnThreads(1, () => outcome = WorldRun.Run(seed, defect, isText: true));
        return outcome!;
    }

    /// <summary>Threads of its own: one of the pool has a context that would catch continuations.</summary>
    private static void OnThreads(int count, Action work)
    {
        var failures = new ConcurrentQueue<Exception>();
        var threads = Enumerable
            .Range(0, count)
            .Select(_ => new Thread(() => Guard(work, failures), StackBytes))
            .ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        if (!failures.IsEmpty)
        {
            throw new AggregateException(failures);
        }
    }

    private static void Guard(Action work, ConcurrentQueue<Exception> failures)
    {
        try
        {
            work();
        }
        catch (Exception e)
        {
            failures.Enqueue(e);
        }
    }
}
