using Bench.Coordinator.Watching;

namespace Bench.Coordinator.Dashboard.History;

/// <summary>
/// What was seen of a run since this service looks at it: the charts' points, and the phases of its VMs. Bounded for
/// each VM; safe for several threads.
/// </summary>
internal sealed class RunHistory
{
    private const int MostIterations = 4000;
    private const int MostSums = 900;
    private static readonly TimeSpan SumInterval = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, VmHistory> _vms = new(StringComparer.Ordinal);
    private readonly Ring<IterationPoint> _iterations = new(MostIterations);
    private readonly Ring<ResourcePoint> _sums = new(MostSums);
    private EventCursor? _cursor;
    private DateTimeOffset _lastSum = DateTimeOffset.MinValue;

    /// <summary>The last event that is part of it; null before the first.</summary>
    public EventCursor? Cursor
    {
        get
        {
            lock (_gate)
            {
                return _cursor;
            }
        }
    }

    public void Apply(RunEvent happened)
    {
        lock (_gate)
        {
            foreach (var vm in happened.Snapshot?.Vms ?? [])
            {
                See(vm, happened.At);
            }
            if (happened.Vm is { } changed)
            {
                See(changed, happened.At);
            }
            SumUp(happened.At);
            _cursor = happened.Cursor;
        }
    }

    /// <summary>The phases of a VM, oldest first.</summary>
    public IReadOnlyList<PhaseStay> StaysOf(string vm)
    {
        lock (_gate)
        {
            return _vms.TryGetValue(vm, out var history) ? [.. history.Stays.All()] : [];
        }
    }

    /// <summary>The charts' points.</summary>
    /// <param name="vm">Of one VM; null for all together.</param>
    public HistoryView Read(string? vm)
    {
        lock (_gate)
        {
            var resources =
                vm is null ? _sums
                : _vms.TryGetValue(vm, out var history) ? history.Resources
                : null;
            return new HistoryView(
                _cursor,
                [
                    .. _iterations
                        .All()
                        .Where(point =>
                            vm is null || string.Equals(point.Vm, vm, StringComparison.Ordinal)
                        ),
                ],
                resources is null ? [] : [.. resources.All()]
            );
        }
    }

    private void See(VmView vm, DateTimeOffset at)
    {
        if (!_vms.TryGetValue(vm.Vm, out var history))
        {
            history = new VmHistory();
            _vms[vm.Vm] = history;
        }
        if (history.See(vm, at) is { } iteration)
        {
            _iterations.Add(new IterationPoint(at, vm.Vm, iteration));
        }
    }

    /// <summary>One point a while, whatever the number of events: rates add up, the CPU's share is the mean.</summary>
    private void SumUp(DateTimeOffset at)
    {
        if (at - _lastSum < SumInterval)
        {
            return;
        }
        _lastSum = at;
        var used = _vms
            .Values.Select(vm => vm.Used)
            .OfType<Model.Progress.ResourceFigures>()
            .ToList();
        if (used.Count > 0)
        {
            _sums.Add(
                new ResourcePoint(
                    at,
                    (float)used.Average(u => u.CpuFraction),
                    (float)used.Sum(u => u.DiskReadBytesPerSecond),
                    (float)used.Sum(u => u.DiskWriteBytesPerSecond),
                    (float)used.Sum(u => u.NetworkReceivedBytesPerSecond),
                    (float)used.Sum(u => u.NetworkTransmittedBytesPerSecond)
                )
            );
        }
    }
}

/// <summary>The charts' points at one moment, oldest first.</summary>
/// <param name="Cursor">The last event that is part of them.</param>
public sealed record HistoryView(
    EventCursor? Cursor,
    IReadOnlyList<IterationPoint> Iterations,
    IReadOnlyList<ResourcePoint> Resources
);
