using Bench.Model.Decisions;
using Bench.Model.Json;
using Bench.Model.Leading;
using Bench.Protocol.Records;

namespace Bench.Protocol.Leading;

/// <summary>
/// The leader's signs of life, and for how long the run was led: <c>leading.json</c>, overwritten at most three times a
/// lease.
/// </summary>
public sealed class LeadBeat(
    RecordStore records,
    CoordinatorIdentity self,
    TimeSpan lease,
    TimeProvider time
)
{
    private const int BeatsPerLease = 3;
    private double _before;
    private long _begin = time.GetTimestamp();
    private long _sequence;
    private long? _last;

    /// <summary>How long the run was led, by this coordinator and those before it.</summary>
    public TimeSpan Led => TimeSpan.FromSeconds(_before) + time.GetElapsedTime(_begin);

    /// <summary>Why the run cannot go on at the moment; null while it can.</summary>
    public string? Waiting { get; set; }

    /// <summary>Until the next beat is due.</summary>
    public TimeSpan Due
    {
        get
        {
            var due = _last is { } last
                ? (lease / BeatsPerLease) - time.GetElapsedTime(last)
                : TimeSpan.Zero;
            return due > TimeSpan.Zero ? due : TimeSpan.Zero;
        }
    }

    /// <summary>Takes over the count of who led before.</summary>
    public async Task BeginAsync(CancellationToken cancel)
    {
        var before = await ReadAsync(records, cancel);
        _before = before?.LedSeconds ?? 0;
        _sequence = before?.Coordinator.Id == self.Id ? before.Sequence : 0;
        _begin = time.GetTimestamp();
        _last = null;
    }

    /// <summary>Writes if it is due.</summary>
    public async Task BeatAsync(CancellationToken cancel)
    {
        if (Due == TimeSpan.Zero)
        {
            // Also a write that fails is a try: the next one is not at once.
            _last = time.GetTimestamp();
            await WriteAsync(left: false, cancel);
        }
    }

    /// <summary>Says that it leads no more, so that nobody has to wait until it is silent for a lease.</summary>
    public Task LeaveAsync(CancellationToken cancel) => WriteAsync(left: true, cancel);

    /// <summary>The record; null when there is none that can be read.</summary>
    public static async Task<LeadingRecord?> ReadAsync(
        RecordStore records,
        CancellationToken cancel
    )
    {
        try
        {
            return await records.GetAsync<LeadingRecord>(records.Keys.Leading, cancel);
        }
        catch (DocumentException)
        {
            return null;
        }
    }

    private Task WriteAsync(bool left, CancellationToken cancel) =>
        records.PutAsync(
            records.Keys.Leading,
            new LeadingRecord
            {
                Schema = Schemas.Leading,
                Coordinator = self,
                Sequence = ++_sequence,
                LedSeconds = Math.Round(Led.TotalSeconds, 3),
                At = time.GetUtcNow(),
                Left = left,
                Waiting = Waiting,
            },
            cancel
        );
}
