namespace Bench.Hub.Transfers;

/// <summary>A token bucket: on average no more bytes than allowed, a second's worth at once at the most.</summary>
internal sealed class Bandwidth(long? bytesPerSecond, TimeProvider time)
{
    private readonly Lock _lock = new();
    private long _from = time.GetTimestamp();

    /// <summary>Bytes that are free now; below zero for what has been promised.</summary>
    private double _tokens = bytesPerSecond ?? 0;

    /// <summary>Waits until so many bytes may go.</summary>
    public async ValueTask TakeAsync(long bytes, CancellationToken cancel)
    {
        if (bytesPerSecond is not { } rate || bytes == 0)
        {
            return;
        }
        TimeSpan wait;
        lock (_lock)
        {
            var now = time.GetTimestamp();
            var earned = time.GetElapsedTime(_from, now).TotalSeconds * rate;
            _from = now;
            _tokens = Math.Min(_tokens + earned, rate) - bytes;
            wait = _tokens < 0 ? TimeSpan.FromSeconds(-_tokens / rate) : TimeSpan.Zero;
        }
        if (wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, time, cancel);
        }
    }
}
