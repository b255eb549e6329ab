using Bench.Coordinator.Dashboard.Events;
using Bench.Coordinator.Dashboard.History;
using Bench.Coordinator.Dashboard.Logs;
using Bench.Coordinator.Dashboard.Pages;
using Bench.Coordinator.Dashboard.Words;
using Bench.Coordinator.Watching;
using Bench.Model.Json;
using Bench.Model.Names;
using Bench.Model.Results;
using Bench.Protocol.Records;
using Microsoft.AspNetCore.Http;

namespace Bench.Coordinator.Dashboard;

/// <summary>The pages that show.</summary>
internal sealed class DashboardPages(
    IRunDirectory directory,
    RunsStream runs,
    RunHistories histories,
    PageRenderer pages,
    DashboardOptions options
)
{
    private const int GanttRows = 30;
    private const int LogLines = 200;
    private const int CommittedIterations = 12;

    private static readonly Dictionary<string, string> Notices = new(StringComparer.Ordinal)
    {
        ["cancel"] = "The run is being cancelled. It is over when its phase is “sealed”.",
        ["resume"] = "This coordinator leads the run, or follows the one that does.",
        ["retry"] = "One more attempt was asked for.",
    };

    public async Task RunsAsync(HttpContext context) =>
        await pages.WriteAsync<RunsPage>(
            context,
            StatusCodes.Status200OK,
            (nameof(RunsPage.Runs), await runs.ListAsync(context.RequestAborted))
        );

    public async Task RunAsync(HttpContext context)
    {
        if (await FindAsync(context) is not { } feed)
        {
            return;
        }
        var (run, cancel) = (Route.Run(context), context.RequestAborted);
        var history = histories.Of(run, feed);
        var snapshot = feed.Snapshot;
        var query = VmQuery.Of(context.Request.Query);
        var chosen = snapshot.Vms.FirstOrDefault(vm =>
            string.Equals(vm.Vm, query.Chosen, StringComparison.Ordinal)
        );
        query = query with { Chosen = chosen?.Vm };
        var records = await directory.RecordsAsync(run, cancel);
        var view = new RunPageView
        {
            Snapshot = snapshot,
            Query = query,
            History = history.Read(query.Chosen),
            Phases = Phases(history, snapshot, chosen),
            HasReport =
                snapshot.Run.Phase == RunPhase.Sealed && await HasReportAsync(records, cancel),
            Log = await LogAsync(records, chosen, cancel),
            Notice = Notices.GetValueOrDefault(
                context.Request.Query["done"] is [{ } done] ? done : ""
            ),
        };
        await pages.WriteAsync<RunPage>(
            context,
            StatusCodes.Status200OK,
            (nameof(RunPage.View), view)
        );
    }

    public async Task VmAsync(HttpContext context)
    {
        if (await FindAsync(context) is not { } feed)
        {
            return;
        }
        var (run, cancel) = (Route.Run(context), context.RequestAborted);
        var snapshot = feed.Snapshot;
        var vm = snapshot.Vms.FirstOrDefault(vm =>
            string.Equals(vm.Vm, Route.Vm(context), StringComparison.Ordinal)
        );
        if (vm is null)
        {
            await pages.WriteNotFoundAsync(context, $"The run {run} has no VM of that name.");
            return;
        }
        var history = histories.Of(run, feed);
        var records = await directory.RecordsAsync(run, cancel);
        var view = new VmPageView
        {
            Snapshot = snapshot,
            Vm = vm,
            History = history.Read(vm.Vm),
            Seen = Phases(history, snapshot, vm),
            Committed = await CommittedAsync(records, snapshot, vm, cancel),
            Log = await LogAsync(records, vm, cancel),
        };
        await pages.WriteAsync<VmPage>(
            context,
            StatusCodes.Status200OK,
            (nameof(VmPage.View), view)
        );
    }

    public async Task EntryAsync(HttpContext context)
    {
        if (await FindAsync(context) is not { } feed)
        {
            return;
        }
        var snapshot = feed.Snapshot;
        var entry = snapshot.Entries.FirstOrDefault(e => e.MatrixId == Route.Entry(context));
        if (entry is null)
        {
            await pages.WriteNotFoundAsync(
                context,
                $"The run {Route.Run(context)} has no entry of that number."
            );
            return;
        }
        await pages.WriteAsync<EntryPage>(
            context,
            StatusCodes.Status200OK,
            (nameof(EntryPage.Snapshot), snapshot),
            (nameof(EntryPage.Entry), entry)
        );
    }

    private async Task<IRunFeed?> FindAsync(HttpContext context)
    {
        var feed = await directory.FindAsync(Route.Run(context), context.RequestAborted);
        if (feed is null)
        {
            await pages.WriteNotFoundAsync(context, "There is no run of that name in this store.");
        }
        return feed;
    }

    private List<GanttRow> Phases(RunHistory history, RunSnapshot snapshot, VmView? chosen)
    {
        var now = options.Time.GetUtcNow();
        IEnumerable<VmView> vms = chosen is null
            ? snapshot.Vms.OrderBy(VmUrgency.Of).Take(GanttRows)
            : [chosen];
        return [.. vms.Select(vm => GanttRow.Of(vm.Vm, history.StaysOf(vm.Vm), now))];
    }

    private static async Task<bool> HasReportAsync(
        RecordStore? records,
        CancellationToken cancel
    ) =>
        records is not null
        && await records.ExistsAsync(records.Keys.Report + "report.html", cancel);

    /// <summary>Only names that can stand in a key reach the store.</summary>
    private static async Task<LogTail?> LogAsync(
        RecordStore? records,
        VmView? vm,
        CancellationToken cancel
    ) =>
        records is not null && vm is not null && Identifier.IsValid(vm.Vm)
            ? await LogTail.ReadAsync(records, vm.Vm, LogLines, cancel)
            : null;

    /// <summary>The phases of a VM's last committed iterations, newest last; their keys are known without a listing.</summary>
    private static async Task<List<GanttRow>> CommittedAsync(
        RecordStore? records,
        RunSnapshot snapshot,
        VmView vm,
        CancellationToken cancel
    )
    {
        if (records is null || !Identifier.IsValid(vm.Vm))
        {
            return [];
        }
        var keys = snapshot
            .Entries.Where(e =>
                e.Attempt > 0
                && e.IterationsDone > 0
                && string.Equals(e.Vm, vm.Vm, StringComparison.Ordinal)
            )
            .TakeLast(CommittedIterations)
            .SelectMany(e =>
                Enumerable
                    .Range(1, e.IterationsDone)
                    .TakeLast(CommittedIterations)
                    .Select(n => records.Keys.Iteration(vm.Vm, e.MatrixId, e.Attempt, n))
            );
        var found = new List<IterationRecord>();
        foreach (var key in keys)
        {
            if (await ReadAsync(records, key, cancel) is { } record)
            {
                found.Add(record);
            }
        }
        return
        [
            .. found.OrderBy(r => r.StartedAt).TakeLast(CommittedIterations).Select(GanttRow.Of),
        ];
    }

    private static async Task<IterationRecord?> ReadAsync(
        RecordStore records,
        string key,
        CancellationToken cancel
    )
    {
        try
        {
            return await records.GetAsync<IterationRecord>(key, cancel);
        }
        catch (DocumentException)
        {
            // A page shows what can be read.
            return null;
        }
    }
}
