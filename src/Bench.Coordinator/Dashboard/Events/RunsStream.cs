using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Bench.Coordinator.Watching;

namespace Bench.Coordinator.Dashboard.Events;

/// <summary>The list of runs as server-sent events: the whole list whenever it changed.</summary>
internal sealed class RunsStream(IRunDirectory directory, TimeSpan interval, TimeProvider time)
    : IDisposable
{
    private readonly SemaphoreSlim _looking = new(1);
    private IReadOnlyList<RunHead> _last = [];
    private long? _lookedAt;

    /// <summary>The runs; however many browsers ask, they are looked at once an interval.</summary>
    public async Task<IReadOnlyList<RunHead>> ListAsync(CancellationToken cancel)
    {
        await _looking.WaitAsync(cancel);
        try
        {
            if (_lookedAt is not { } at || time.GetElapsedTime(at) >= interval / 2)
            {
                _last = await directory.ListAsync(cancel);
                _lookedAt = time.GetTimestamp();
            }
            return _last;
        }
        finally
        {
            _looking.Release();
        }
    }

    public async IAsyncEnumerable<SseItem<string>> ReadAsync(
        TimeSpan keepAlive,
        [EnumeratorCancellation] CancellationToken cancel
    )
    {
        var last = "";
        var silentSince = time.GetTimestamp();
        yield return new SseItem<string>("", RunStream.Ping);
        while (!cancel.IsCancellationRequested)
        {
            var now = JsonSerializer.Serialize(
                await ListAsync(cancel),
                WatchingJson.Default.IReadOnlyListRunHead
            );
            if (!string.Equals(now, last, StringComparison.Ordinal))
            {
                last = now;
                silentSince = time.GetTimestamp();
                yield return new SseItem<string>(now, "runs");
            }
            else if (time.GetElapsedTime(silentSince) >= keepAlive)
            {
                silentSince = time.GetTimestamp();
                yield return new SseItem<string>("", RunStream.Ping);
            }
            await Task.Delay(interval, time, cancel);
        }
    }

    public void Dispose() => _looking.Dispose();
}
