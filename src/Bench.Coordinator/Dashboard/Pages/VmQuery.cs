using Bench.Coordinator.Dashboard.Words;
using Bench.Coordinator.Watching;
using Microsoft.AspNetCore.Http;

namespace Bench.Coordinator.Dashboard.Pages;

/// <summary>What a run's page was asked to show, so that it can be asked without script.</summary>
public sealed record VmQuery
{
    /// <summary>Rows of one page of the table: a browser takes these with ease.</summary>
    public const int PageRows = 1000;

    /// <summary>The VM whose charts, phases and log are shown; null for all together.</summary>
    public string? Chosen { get; init; }
    public string Text { get; init; } = "";

    /// <summary>Word of the state to show; empty for all.</summary>
    public string State { get; init; } = "";
    public VmSort Sort { get; init; }

    /// <summary>From 1.</summary>
    public int Page { get; init; } = 1;

    public static VmQuery Of(IQueryCollection query) =>
        new()
        {
            Chosen = query["vm"] is [{ Length: > 0 } vm] ? vm : null,
            Text = query["q"] is [{ } text] ? text.Trim() : "",
            State = query["state"] is [{ } state] ? state : "",
            Sort =
                Enum.TryParse<VmSort>(query["sort"], ignoreCase: true, out var sort)
                && Enum.IsDefined(sort)
                    ? sort
                    : VmSort.Urgency,
            Page = int.TryParse(query["page"], out var page) && page > 1 ? page : 1,
        };

    /// <summary>The VMs asked for, in the order asked for.</summary>
    public IReadOnlyList<VmView> Select(IEnumerable<VmView> vms)
    {
        var found = vms.Where(Matches);
        return
        [
            .. Sort switch
            {
                VmSort.Name => found.OrderBy(vm => vm.Vm, StringComparer.Ordinal),
                VmSort.Failed => found.OrderByDescending(vm => vm.IterationsFailed),
                VmSort.Progress => found.OrderByDescending(Share),
                VmSort.Silence => found.OrderBy(vm => vm.SeenAt ?? DateTimeOffset.MaxValue),
                VmSort.Rate => found.OrderByDescending(vm =>
                    Shown.RateOf(vm.Live?.Iteration) ?? -1
                ),
                _ => found.OrderBy(VmUrgency.Of),
            },
        ];
    }

    private bool Matches(VmView vm) =>
        (
            State.Length == 0
            || string.Equals(State, StateWords.Of(vm.State).Word, StringComparison.Ordinal)
        )
        && (
            Text.Length == 0
            || vm.Vm.Contains(Text, StringComparison.OrdinalIgnoreCase)
            || vm.HostName?.Contains(Text, StringComparison.OrdinalIgnoreCase) == true
            || Shown.Now(vm.Current).Contains(Text, StringComparison.OrdinalIgnoreCase)
        );

    private static double Share(VmView vm) =>
        vm.IterationsTotal == 0 ? 0 : (double)vm.IterationsDone / vm.IterationsTotal;
}

/// <summary>What a table of VMs is sorted by.</summary>
public enum VmSort
{
    Urgency,
    Name,
    Progress,
    Failed,
    Rate,
    Silence,
}
