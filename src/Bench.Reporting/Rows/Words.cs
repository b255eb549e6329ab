using Bench.Model.Decisions;
using Bench.Model.Sealing;

namespace Bench.Reporting.Rows;

/// <summary>The stable words of the bucket's records, for tables.</summary>
public static class Words
{
    /// <summary>As <c>report.json</c> has it.</summary>
    public static string Of(EntryStatus status) =>
        status switch
        {
            EntryStatus.Ok => "ok",
            EntryStatus.Failed => "failed",
            EntryStatus.Missing => "missing",
            EntryStatus.Cancelled => "cancelled",
            _ => throw new ArgumentOutOfRangeException(nameof(status), status, "Unknown status."),
        };

    /// <summary>Why a run was sealed, in words.</summary>
    public static string Of(SealReason reason) =>
        reason switch
        {
            SealReason.Completed => "completed",
            SealReason.Cancelled => "cancelled",
            SealReason.TimedOut => "timed out",
            SealReason.WorkersLost => "workers lost",
            _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "Unknown reason."),
        };
}
