using System.Collections.Concurrent;
using Bench.Model.Results;
using Bench.Model.Runs;
using Bench.Protocol.Records;

namespace Bench.Protocol.Barriers;

/// <summary>Reads what VMs have committed of replicated entries, each record by GET of its known key.</summary>
public sealed class ReplicaLedger(RecordStore records)
{
    private const int RequestsInFlight = 16;

    /// <summary>Records never change, so each is read once and kept.</summary>
    private readonly ConcurrentDictionary<ReplicaKey, IterationRef> _known = new();

    /// <summary>The status of each of these records that is there.</summary>
    public async Task<IReadOnlyDictionary<ReplicaKey, IterationStatus>> ReadAsync(
        IReadOnlyList<ReplicaKey> keys,
        CancellationToken cancel
    )
    {
        var options = new ParallelOptions
        {
            MaxDegreeOfParallelism = RequestsInFlight,
            CancellationToken = cancel,
        };
        await Parallel.ForEachAsync(
            keys,
            options,
            async (key, token) => await ReadAsync(key, token)
        );
        return keys.Where(_known.ContainsKey).ToDictionary(key => key, key => _known[key].Status);
    }

    /// <summary>The record; null where there is none.</summary>
    public async Task<IterationRef?> ReadAsync(ReplicaKey key, CancellationToken cancel)
    {
        if (_known.TryGetValue(key, out var known))
        {
            return known;
        }
        var path = records.Keys.Iteration(key.Vm, key.MatrixId, key.Attempt, key.Iteration);
        if (await records.GetWithRefAsync<IterationRecord>(path, cancel) is not { } stored)
        {
            return null;
        }
        return _known[key] = new IterationRef
        {
            Iteration = key.Iteration,
            Status = stored.Document.Status,
            Record = stored.Ref,
        };
    }

    /// <summary>The facts of every entry on every VM that runs it.</summary>
    public async Task<IReadOnlyList<ReplicaFacts>> FactsAsync(
        RunConfig config,
        StartLog starts,
        CancellationToken cancel
    )
    {
        var facts = new List<ReplicaFacts>();
        foreach (var share in config.Distribution)
        {
            foreach (var matrixId in share.Entries)
            {
                facts.Add(
                    await FactsAsync(starts, share.Vm, matrixId, config.Options.Iterations, cancel)
                );
            }
        }
        return facts;
    }

    /// <summary>A VM's records of the tries at one iteration, by the number of the try.</summary>
    public async Task<IReadOnlyDictionary<int, IterationRef>> TriesAsync(
        StartLog starts,
        string vm,
        int matrixId,
        int iteration,
        CancellationToken cancel
    )
    {
        var keys = Keys(starts, vm, matrixId, iteration).ToList();
        await ReadAsync(keys, cancel);
        return keys.Where(_known.ContainsKey).ToDictionary(key => key.Attempt, key => _known[key]);
    }

    private static IEnumerable<ReplicaKey> Keys(
        StartLog starts,
        string vm,
        int matrixId,
        int iteration
    ) =>
        Enumerable
            .Range(1, starts.AttemptOf(matrixId, iteration))
            .Select(attempt => new ReplicaKey(vm, matrixId, attempt, iteration));

    private async Task<ReplicaFacts> FactsAsync(
        StartLog starts,
        string vm,
        int matrixId,
        int iterations,
        CancellationToken cancel
    )
    {
        var keys = Enumerable
            .Range(1, iterations)
            .SelectMany(iteration => Keys(starts, vm, matrixId, iteration))
            .ToList();
        await ReadAsync(keys, cancel);
        var result = await records.GetWithRefAsync<ResultRecord>(
            records.Keys.Result(vm, matrixId, 1),
            cancel
        );
        return new ReplicaFacts(
            vm,
            matrixId,
            result,
            [.. keys.Where(_known.ContainsKey).Select(key => (key.Attempt, _known[key]))]
        );
    }
}
