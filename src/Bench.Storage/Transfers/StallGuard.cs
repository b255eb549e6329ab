namespace Bench.Storage.Transfers;

/// <summary>Ends reads that get no byte for too long. For one reader, one read at a time.</summary>
internal sealed class StallGuard(string uri, TimeSpan limit, TimeProvider time) : IDisposable
{
    private CancellationTokenSource? _stall;

    /// <summary>Some bytes; 0 at the end.</summary>
    public async ValueTask<int> ReadAsync(
        Stream content,
        Memory<byte> buffer,
        CancellationToken cancel
    )
    {
        cancel.ThrowIfCancellationRequested();
        var stall = Armed();
        int read;
        try
        {
            await using (
                cancel.UnsafeRegister(static s => ((CancellationTokenSource)s!).Cancel(), stall)
            )
            {
                read = await content.ReadAsync(buffer, stall.Token);
            }
        }
        catch (Exception e) when (stall.IsCancellationRequested)
        {
            // Only now that no cancellation can reach it any more.
            Disarm();
            cancel.ThrowIfCancellationRequested();
            throw TransferErrors.Stalled(uri, limit, e);
        }
        if (!stall.TryReset())
        {
            Disarm();
        }
        return read;
    }

    public void Dispose() => Disarm();

    /// <summary>A source is kept from read to read: making one for each costs more than reading 100 KB.</summary>
    private CancellationTokenSource Armed()
    {
        if (_stall is null)
        {
            _stall = new CancellationTokenSource(limit, time);
        }
        else
        {
            _stall.CancelAfter(limit);
        }
        return _stall;
    }

    private void Disarm()
    {
        _stall?.Dispose();
        _stall = null;
    }
}
