using Bench.Reporting.Model;

namespace Bench.Reporting.Aggregation;

/// <summary>The groups of one entry on one VM, over its ok iterations.</summary>
internal sealed class GroupPools
{
    private readonly SortedDictionary<int, GroupPool> _groups = [];

    public void Add(Measures measures)
    {
        foreach (var measure in measures.Groups)
        {
            if (!_groups.TryGetValue(measure.Group, out var pool))
            {
                _groups.Add(measure.Group, pool = new GroupPool());
            }
            pool.Add(measure);
        }
    }

    /// <summary>One summary a group, by group id, over the given VMs.</summary>
    public static IReadOnlyList<GroupSummary> Summaries(
        IReadOnlyList<GroupPools> vms,
        SummaryOptions options
    ) =>
        [
            .. vms.SelectMany(vm => vm._groups.Keys)
                .Distinct()
                .Order()
                .Select(group =>
                    GroupPool.Summary(
                        group,
                        [
                            .. vms.Where(vm => vm._groups.ContainsKey(group))
                                .Select(vm => vm._groups[group]),
                        ],
                        options
                    )
                ),
        ];
}

/// <summary>One group of concurrent jobs on one VM, over iterations.</summary>
internal sealed class GroupPool
{
    private static readonly int DirectionCount = Enum.GetValues<Direction>().Length;

    private readonly List<string> _jobs = [];
    private readonly DirectionPool?[] _directions = new DirectionPool?[DirectionCount];
    private LatencyPool? _sync;

    public void Add(GroupMeasure measure)
    {
        _jobs.AddRange(measure.Jobs.Where(job => !_jobs.Contains(job, StringComparer.Ordinal)));
        for (var i = 0; i < DirectionCount; i++)
        {
            if (measure.Directions[i] is { } direction)
            {
                (_directions[i] ??= new DirectionPool()).Add(direction);
            }
        }
        if (measure.Sync is { } sync)
        {
            (_sync ??= new LatencyPool()).Add(sync);
        }
    }

    public static GroupSummary Summary(
        int group,
        IReadOnlyList<GroupPool> vms,
        SummaryOptions options
    )
    {
        return new GroupSummary
        {
            Group = group,
            Jobs = [.. vms.SelectMany(vm => vm._jobs).Distinct(StringComparer.Ordinal)],
            Read = Of(Direction.Read),
            Write = Of(Direction.Write),
            Trim = Of(Direction.Trim),
            Mixed = Of(Direction.Mixed),
            SyncLatNs = Sync(vms, options),
        };

        DirectionSummary? Of(Direction direction) =>
            DirectionPool.Summary(
                [.. vms.Select(vm => vm._directions[(int)direction]).OfType<DirectionPool>()],
                options
            );
    }

    private static LatencySummary? Sync(IReadOnlyList<GroupPool> vms, SummaryOptions options)
    {
        var merged = new LatencyPool();
        foreach (var sync in vms.Select(vm => vm._sync).OfType<LatencyPool>())
        {
            merged.Add(sync);
        }
        return merged.Summary(options.CdfPoints);
    }
}
