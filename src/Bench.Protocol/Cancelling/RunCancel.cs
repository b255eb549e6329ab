using Bench.Model.Decisions;
using Bench.Model.Json;
using Bench.Protocol.Records;
using Bench.Protocol.Runs;

namespace Bench.Protocol.Cancelling;

/// <summary>Asks for the end of a run. Final.</summary>
public static class RunCancel
{
    /// <summary>The cancellation that is in force: this one or an earlier one.</summary>
    /// <exception cref="RunNotFoundException">There is no such run; a flag left there would cancel one to come.</exception>
    public static async Task<Cancellation> RequestAsync(
        RecordStore records,
        string by,
        string? reason,
        TimeProvider time,
        CancellationToken cancel
    )
    {
        if (!await records.ExistsAsync(records.Keys.Config, cancel))
        {
            throw new RunNotFoundException(records.RunUri);
        }
        var request = new Cancellation
        {
            Schema = Schemas.Cancel,
            Writer = WriterId.New(),
            At = time.GetUtcNow(),
            By = by,
            Reason = reason,
        };
        return (await records.CreateAsync(records.Keys.Cancel, request, cancel)).Record;
    }
}
