using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace Bench.Hub.Files;

/// <summary>Work on files by all cores, each with a buffer of its own.</summary>
internal static class ParallelWork
{
    /// <summary>The first failure is thrown as it was.</summary>
    public static void ForEach<T>(
        IEnumerable<T> items,
        int bufferBytes,
        Action<T, byte[]> work,
        CancellationToken cancel
    )
    {
        var options = new ParallelOptions
        {
            CancellationToken = cancel,
            MaxDegreeOfParallelism = Environment.ProcessorCount,
        };
        try
        {
            Parallel.ForEach(
                // One by one, so that a few large items are spread over all cores.
                Partitioner.Create(items, EnumerablePartitionerOptions.NoBuffering),
                options,
                () => new byte[bufferBytes],
                (item, _, buffer) =>
                {
                    work(item, buffer);
                    return buffer;
                },
                static _ => { }
            );
        }
        catch (AggregateException e)
        {
            ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }
    }
}
