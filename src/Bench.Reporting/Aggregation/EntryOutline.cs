using System.Globalization;
using Bench.Model.Results;
using Bench.Model.Runs;
using Bench.Model.Sealing;
using Bench.Reporting.Model;

namespace Bench.Reporting.Aggregation;

/// <summary>What is known of an entry apart from its figures.</summary>
internal sealed record EntryOutline(
    SealedEntry Sealed,
    ResultRecord? Result,
    MatrixEntry Entry,
    string? PlannedVm,
    int DefaultIterations,
    bool Colocated
)
{
    public ReportEntry Build(
        IReadOnlyList<ReportIteration> iterations,
        IReadOnlyList<GroupSummary> figures,
        HubSummary? hub,
        ResourceSummary? resources
    )
    {
        var planned = Result?.PlannedIterations ?? DefaultIterations;
        var ok = iterations.Where(i => i.Status == IterationStatus.Ok).ToList();
        var status = StatusOf(ok.Count, planned);
        // An attempt without a result shows what it committed, iteration by iteration, and has no figures of its own.
        var groups = Result is null ? [] : figures;
        var single = groups.Count == 1 ? groups[0] : null;
        return new ReportEntry
        {
            MatrixId = Entry.MatrixId,
            TestId = Entry.TestId,
            TestOrdinal = Entry.TestOrdinal,
            ConfigId = Entry.ConfigId,
            ConfigLabel = Entry.ConfigLabel,
            Vm = Sealed.Vm ?? PlannedVm,
            Status = status,
            Reason =
                status == EntryStatus.Ok ? null : ReasonOf(status, iterations, ok.Count, planned),
            Workload = Entry.Workload,
            Params = Entry.Params,
            Attempt = Sealed.Attempt,
            CrossVm = Sealed.CrossVm,
            Colocated = Colocated,
            IterationsPlanned = planned,
            IterationsOk = ok.Count,
            Partial = ok.Count > 0 && ok.Count < planned,
            Read = single?.Read,
            Write = single?.Write,
            Trim = single?.Trim,
            Mixed = single?.Mixed,
            SyncLatNs = single?.SyncLatNs,
            Groups = groups.Count > 1 ? groups : null,
            Hub = Result is null ? null : hub,
            Resources = Result is null ? null : resources,
            Phases = PhaseTable.Of(Result is null ? [] : ok.Select(i => i.Phases)),
            Iterations = iterations,
        };
    }

    /// <summary>The seal's, unless the raw files leave fewer ok iterations than were planned.</summary>
    private EntryStatus StatusOf(int ok, int planned) =>
        Sealed.Status == EntryStatus.Ok && ok < planned ? EntryStatus.Failed : Sealed.Status;

    private static string ReasonOf(
        EntryStatus status,
        IReadOnlyList<ReportIteration> iterations,
        int ok,
        int planned
    )
    {
        var failures = iterations.Where(i => i.Failure is not null).ToList();
        var committed = string.Create(
            CultureInfo.InvariantCulture,
            $"{ok} of {planned} iterations are ok"
        );
        if (failures.Count > 0)
        {
            var first = failures[0].Failure!;
            var more =
                failures.Count > 1
                    ? string.Create(
                        CultureInfo.InvariantCulture,
                        $" (and {failures.Count - 1} more)"
                    )
                    : "";
            return string.Create(
                CultureInfo.InvariantCulture,
                $"iteration {failures[0].Iteration} failed in phase {first.Phase}: {first.Kind}: {first.Reason}{more}; {committed}"
            );
        }
        return status switch
        {
            EntryStatus.Missing => $"no result was committed; {committed}",
            EntryStatus.Cancelled => $"the run was cancelled before it ended; {committed}",
            _ => committed,
        };
    }
}
