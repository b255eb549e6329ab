using Bench.Host.Counters;

namespace Bench.Host.Sampling;

/// <summary>
/// Takes a snapshot when it is started, one each interval, and one when it is stopped. Each carries the time at
/// which it was really taken: a late tick makes a longer interval, not a wrong rate.
/// </summary>
public sealed class ResourceSampler : IAsyncDisposable
{
    /// <summary>The usual interval.</summary>
    public static readonly TimeSpan DefaultInterval = TimeSpan.FromSeconds(1);

    private readonly Func<HostCounters> _read;
    private readonly PeriodicTimer _timer;
    private readonly List<HostCounters> _between = [];
    private readonly HostCounters _start;
    private readonly Action<HostCounters, HostCounters>? _seen;
    private HostCounters _last;
    private readonly Task _loop;

    private ResourceSampler(
        Func<HostCounters> read,
        TimeSpan interval,
        TimeProvider time,
        Action<HostCounters, HostCounters>? seen
    )
    {
        (_read, _seen) = (read, seen);
        _timer = new PeriodicTimer(interval, time);
        _start = _last = read();
        _loop = SampleAsync();
    }

    /// <summary>Takes the first snapshot at once and starts sampling.</summary>
    /// <param name="time">The clock of snapshots and of the interval.</param>
    /// <param name="interval">One second by default.</param>
    /// <param name="watched">Reads the processes watched, if any.</param>
    /// <param name="seen">Is told of each snapshot with the one before, for whoever watches meanwhile.</param>
    /// <exception cref="HostCallException">/proc cannot be read.</exception>
    public static ResourceSampler Start(
        TimeProvider time,
        TimeSpan? interval = null,
        Func<ProcessCounters>? watched = null,
        Action<HostCounters, HostCounters>? seen = null
    ) => Start(() => HostCounters.Read(time, watched), interval ?? DefaultInterval, time, seen);

    /// <summary>As above, with snapshots from elsewhere.</summary>
    internal static ResourceSampler Start(
        Func<HostCounters> read,
        TimeSpan interval,
        TimeProvider time,
        Action<HostCounters, HostCounters>? seen = null
    ) => new(read, interval, time, seen);

    /// <summary>Takes the last snapshot at once, then stops sampling.</summary>
    /// <exception cref="HostCallException">/proc cannot be read, now or at a snapshot before.</exception>
    public async Task<ResourceSamples> StopAsync()
    {
        var end = _read();
        _timer.Dispose();
        await _loop;
        // A span without a whole interval has its last one only: itself.
        if (end.SecondsSince(_last) >= ResourceDerivation.ShortestIntervalSeconds)
            _seen?.Invoke(_last, end);
        // A tick may have come while the last snapshot was taken; what is later than the end is not in between.
        return new ResourceSamples(
            _start,
            end,
            [
                .. _between.Where(sample =>
                    sample.Timestamp > _start.Timestamp && sample.Timestamp < end.Timestamp
                ),
            ]
        );
    }

    /// <summary>Stops sampling when nobody wants the result.</summary>
    public async ValueTask DisposeAsync()
    {
        _timer.Dispose();
        await _loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task SampleAsync()
    {
        while (await _timer.WaitForNextTickAsync())
        {
            var next = _read();
            _between.Add(next);
            _seen?.Invoke(_last, next);
            _last = next;
        }
    }
}
