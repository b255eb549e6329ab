using Bench.Coordinator.Watching;
using Bench.Model.Progress;

namespace Bench.Coordinator.Dashboard.History;

/// <summary>What was seen of one VM, bounded.</summary>
internal sealed class VmHistory
{
    private const int MostStays = 60;
    private const int MostResources = 240;

    private IterationFigures? _lastIteration;
    private ResourceFigures? _used;

    public Ring<PhaseStay> Stays { get; } = new(MostStays);

    public Ring<ResourcePoint> Resources { get; } = new(MostResources);

    /// <summary>What it uses now; null where it does not tell.</summary>
    public ResourceFigures? Used => _used;

    /// <summary>Takes what is shown of the VM now; the figures of an iteration that was not seen before.</summary>
    public IterationFigures? See(VmView vm, DateTimeOffset at)
    {
        See(vm.Current, at);
        var used = vm.Live?.Resources;
        if (used is not null && used != _used)
        {
            Resources.Add(ResourcePoint.Of(at, used));
        }
        _used = used;
        if (vm.Live?.Iteration is not { } iteration || iteration == _lastIteration)
        {
            return null;
        }
        _lastIteration = iteration;
        return iteration;
    }

    private void See(CurrentWork? work, DateTimeOffset at)
    {
        var open = Stays.Count > 0 && Stays.Last.End is null ? Stays.Last : (PhaseStay?)null;
        if (work is null)
        {
            if (open is { } left)
            {
                Stays.ReplaceLast(left with { End = at });
            }
            return;
        }
        if (
            open is { } same
            && same.MatrixId == work.MatrixId
            && same.Iteration == work.Iteration
            && string.Equals(same.Phase, work.Phase, StringComparison.Ordinal)
        )
        {
            return;
        }
        // The worker's own count says when it began; it cannot have begun before the one before it.
        var begin = at - TimeSpan.FromSeconds(Math.Clamp(work.PhaseSeconds, 0, 1e6));
        if (open is { } past)
        {
            begin = begin < past.Start ? past.Start : begin;
            Stays.ReplaceLast(past with { End = begin });
        }
        Stays.Add(
            new PhaseStay(
                string.Intern(Shortened(work.Phase)),
                work.MatrixId,
                work.Iteration,
                begin,
                null
            )
        );
    }

    private static string Shortened(string phase) => phase.Length <= 40 ? phase : phase[..40];
}
