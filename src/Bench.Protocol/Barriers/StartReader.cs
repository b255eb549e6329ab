using Bench.Model.Decisions;
using Bench.Protocol.Records;

namespace Bench.Protocol.Barriers;

/// <summary>Reads the decision log forward, for those who only need its starts and verdicts.</summary>
public sealed class StartReader(RecordStore records)
{
    private int _read;

    /// <summary>Number of the last decision that was read; 0 before the first.</summary>
    public int LastRead => Volatile.Read(ref _read);

    /// <summary>As far as it was read.</summary>
    public StartLog Log { get; private set; } = StartLog.Empty;

    /// <summary>Reads what was decided since: one request where that is nothing.</summary>
    public async Task<StartLog> ReadOnAsync(CancellationToken cancel)
    {
        while (
            await records.GetAsync<Decision>(records.Keys.Decision(_read + 1), cancel) is { } next
        )
        {
            Volatile.Write(ref _read, next.Number);
            Log = Log.Apply(next);
        }
        return Log;
    }
}
