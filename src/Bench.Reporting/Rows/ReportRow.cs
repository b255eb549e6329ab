using Bench.Reporting.Model;

namespace Bench.Reporting.Rows;

/// <summary>One row of a table: one direction of one group of an entry, or the entry alone where it has no figures.</summary>
/// <param name="Entry">The entry.</param>
/// <param name="Group">fio's group where the entry has several.</param>
/// <param name="Direction"><c>read</c>, <c>write</c>, <c>trim</c> or <c>mixed</c>; null without figures.</param>
/// <param name="Figures">Null without figures.</param>
public sealed record ReportRow(
    ReportEntry Entry,
    int? Group,
    string? Direction,
    DirectionSummary? Figures
);

/// <summary>Flattens entries to rows.</summary>
public static class ReportRows
{
    /// <summary>All rows in the order of the report; no entry is without a row.</summary>
    public static IEnumerable<ReportRow> Of(Report report) => report.Entries.SelectMany(Of);

    /// <summary>The rows of one entry, at least one.</summary>
    public static IReadOnlyList<ReportRow> Of(ReportEntry entry)
    {
        var rows = new List<ReportRow>();
        foreach (var group in GroupsOf(entry))
        {
            var id = entry.Groups is null ? (int?)null : group.Group;
            AddIfAny(rows, entry, id, "read", group.Read);
            AddIfAny(rows, entry, id, "write", group.Write);
            AddIfAny(rows, entry, id, "trim", group.Trim);
            AddIfAny(rows, entry, id, "mixed", group.Mixed);
        }
        return rows.Count > 0 ? rows : [new ReportRow(entry, null, null, null)];
    }

    /// <summary>The groups of an entry; the figures of an entry without several are its only group.</summary>
    public static IReadOnlyList<GroupSummary> GroupsOf(ReportEntry entry) =>
        entry.Groups
        ??
        [
            new GroupSummary
            {
                Group = 0,
                Jobs = [],
                Read = entry.Read,
                Write = entry.Write,
                Trim = entry.Trim,
                Mixed = entry.Mixed,
                SyncLatNs = entry.SyncLatNs,
            },
        ];

    private static void AddIfAny(
        List<ReportRow> rows,
        ReportEntry entry,
        int? group,
        string direction,
        DirectionSummary? figures
    )
    {
        if (figures is not null)
        {
            rows.Add(new ReportRow(entry, group, direction, figures));
        }
    }
}
