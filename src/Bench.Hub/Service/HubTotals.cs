using System.Collections.Concurrent;
using Bench.Hub.Hydration;
using Bench.Hub.Modules;

namespace Bench.Hub.Service;

/// <summary>Counts what a hub has done since it started.</summary>
internal sealed class HubTotals
{
    private readonly ConcurrentDictionary<(ModuleEvent, bool), long> _operations = new();
    private readonly Lock _gate = new();
    private HydrationTotals _hydrated = new();
    private HydrationTotals _dehydrated = new();

    public HydrationTotals Hydrated => _hydrated;

    public HydrationTotals Dehydrated => _dehydrated;

    public void Count(ModuleEvent operation, bool succeeded) =>
        _operations.AddOrUpdate((operation, succeeded), 1, (_, count) => count + 1);

    public long Of(ModuleEvent operation, bool succeeded) =>
        _operations.GetValueOrDefault((operation, succeeded));

    public void Add(HydrationResult result, bool isHydration)
    {
        lock (_gate)
        {
            if (isHydration)
            {
                _hydrated = _hydrated.With(result);
            }
            else
            {
                _dehydrated = _dehydrated.With(result);
            }
        }
    }
}

/// <summary>Sums over hydrations, or over dehydrations.</summary>
public sealed record HydrationTotals
{
    public long Count { get; init; }
    public long Files { get; init; }
    public long Bytes { get; init; }
    public long MovedBytes { get; init; }
    public long MovedObjects { get; init; }
    public long DeduplicatedBytes { get; init; }
    public long Requests { get; init; }
    public double Seconds { get; init; }

    internal HydrationTotals With(HydrationResult result) =>
        new()
        {
            Count = Count + 1,
            Files = Files + result.Files,
            Bytes = Bytes + result.Bytes,
            MovedBytes = MovedBytes + result.MovedBytes,
            MovedObjects = MovedObjects + result.MovedObjects,
            DeduplicatedBytes = DeduplicatedBytes + result.DeduplicatedBytes,
            Requests = Requests + result.Requests,
            Seconds = Seconds + result.Seconds,
        };
}
