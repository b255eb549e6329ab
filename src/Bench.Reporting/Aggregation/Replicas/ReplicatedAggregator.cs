using Bench.Model.Runs;
using Bench.Reporting.Model;
using Bench.Statistics.Samples;

namespace Bench.Reporting.Aggregation.Replicas;

/// <summary>Sums an entry up over the VMs that ran it at once, start by start.</summary>
internal sealed class ReplicatedAggregator(RunConfig config, int cdfPoints)
{
    /// <summary>Null where no VM ran it together with others.</summary>
    /// <param name="parts">The entry on each of its VMs.</param>
    public ReplicatedEntry? Aggregate(IReadOnlyList<EntryPart> parts)
    {
        var starts = parts
            .SelectMany(part => part.Replicas)
            .GroupBy(reading => (reading.Record.Iteration, reading.Barrier.GoDecision))
            .OrderBy(start => start.Key.Iteration)
            .ThenBy(start => start.Key.GoDecision)
            .Select(start => new SharedIteration([.. start]))
            .ToList();
        if (starts.Count == 0)
        {
            return null;
        }
        var entry = parts[0].Entry;
        var iterations = starts.ConvertAll(start => start.Build());
        var hosts = new HostTable();
        foreach (var part in parts)
        {
            hosts.Add(part);
        }
        return new ReplicatedEntry
        {
            MatrixId = entry.MatrixId,
            TestId = entry.TestId,
            ConfigId = entry.ConfigId,
            ConfigLabel = entry.ConfigLabel,
            IterationsPlanned = entry.IterationsPlanned,
            IterationsOk = starts.Count(start => start.IsComplete),
            IterationsWithWindow = iterations.Count(i => i.Window is not null),
            IterationsRagged = iterations.Count(i => i.Window is { Ragged: true }),
            UnlikeParticipants = iterations
                .Select(i => string.Join(' ', i.Participants.Order(StringComparer.Ordinal)))
                .Distinct(StringComparer.Ordinal)
                .Skip(1)
                .Any(),
            HeterogeneousIn = hosts.Differences(),
            Read = Rate(iterations, entry.MatrixId, i => i.Read),
            Write = Rate(iterations, entry.MatrixId, i => i.Write),
            Trim = Rate(iterations, entry.MatrixId, i => i.Trim),
            Vms =
            [
                .. parts.Select(p => p.Entry.Vm).OfType<string>().Select(vm => Vm(vm, iterations)),
            ],
            Iterations = iterations,
        };
    }

    private RateSummary? Rate(
        List<ReplicatedIteration> iterations,
        int matrixId,
        Func<ReplicatedIteration, WindowRate?> of
    )
    {
        var values = iterations
            .Select(of)
            .OfType<WindowRate>()
            .Select(rate => rate.BytesPerSecond)
            .ToList();
        return values.Count == 0
            ? null
            : DirectionPool.Rate([values], SummaryOptions.For(config.Seed, matrixId, cdfPoints));
    }

    private static ReplicatedVm Vm(string vm, List<ReplicatedIteration> iterations)
    {
        var shares = iterations
            .SelectMany(i => i.Vms.Select(share => (i.Window, Share: share)))
            .Where(pair => pair.Share.Vm == vm)
            .ToList();
        return new ReplicatedVm
        {
            Vm = vm,
            Iterations = shares.Count(pair => pair.Window is not null),
            ReadBytesPerSecond = Median(s => s.Read),
            WriteBytesPerSecond = Median(s => s.Write),
            TrimBytesPerSecond = Median(s => s.Trim),
            LongestAfterGoSeconds =
                shares.Count == 0 ? null : shares.Max(pair => pair.Share.AfterGoSeconds),
        };

        double? Median(Func<ReplicatedShare, WindowRate?> of)
        {
            var rates = shares
                .Select(pair => of(pair.Share))
                .OfType<WindowRate>()
                .Select(rate => rate.BytesPerSecond)
                .ToList();
            return rates.Count == 0 ? null : Quantiles.Median(rates);
        }
    }
}
