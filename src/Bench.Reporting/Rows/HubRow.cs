using Bench.Reporting.Model;

namespace Bench.Reporting.Rows;

/// <summary>A row of the tables of hydration: an entry on a VM, or pooled over VMs.</summary>
/// <param name="MatrixId">The entry.</param>
/// <param name="Test">Its test; null where VMs are pooled, whose entries are told before.</param>
/// <param name="Config">Its config, likewise.</param>
/// <param name="Vm">The VM, or how many are pooled.</param>
/// <param name="Figures">Its figures.</param>
public sealed record HubRow(
    int MatrixId,
    string? Test,
    string? Config,
    string Vm,
    HubSummary Figures
)
{
    /// <summary>All rows of a report, an entry on its VMs before what is pooled over them.</summary>
    public static IReadOnlyList<HubRow> Of(Report report) =>
        [
            .. report
                .Entries.Where(entry => entry.Hub is not null)
                .Select(entry => new HubRow(
                    entry.MatrixId,
                    entry.TestId,
                    entry.ConfigLabel,
                    entry.Vm ?? Rows.Figures.None,
                    entry.Hub!
                ))
                .Concat(
                    (report.Combined ?? [])
                        .Where(entry => entry.Hub is not null)
                        .Select(entry => new HubRow(
                            entry.MatrixId,
                            null,
                            null,
                            FormattableString.Invariant($"{entry.Vms.Count} VMs"),
                            entry.Hub!
                        ))
                )
                .OrderBy(row => row.MatrixId),
        ];
}
