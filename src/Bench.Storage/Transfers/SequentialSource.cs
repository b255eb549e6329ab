using Bench.Storage.Buckets;
using Bench.Storage.Resilience;

namespace Bench.Storage.Transfers;

/// <summary>One reply read to its end. Where it is cut or stands still, the same version is taken up at the offset.</summary>
internal sealed class SequentialSource(Fetching fetching, string key, ObjectRead first)
    : IObjectSource
{
    /// <summary>A server that cuts more often than this is not worth waiting for: one cut for each so many bytes.</summary>
    private const long BytesPerCut = 1 << 20;
    private const int FreeCuts = 100;

    private readonly string _uri = StoreUris.Child(fetching.Client.Uri, key);
    private readonly StallGuard _guard = fetching.Guard(key);
    private readonly string _version = first.Version;
    private readonly long _length = first.ObjectLength;
    private ObjectRead? _read = first;
    private long _offset;
    private long _cuts;

    public async ValueTask<ReadOnlyMemory<byte>> NextAsync(
        Memory<byte> buffer,
        CancellationToken cancel
    ) => buffer[..await ReadAsync(buffer, cancel)];

    private async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancel)
    {
        var wanted = (int)Math.Min(buffer.Length, _length - _offset);
        try
        {
            return await SomeAsync(buffer[..wanted], cancel);
        }
        catch (Exception e) when (TransientErrors.IsTransient(e) && !cancel.IsCancellationRequested)
        {
            await CloseAsync();
            if (++_cuts > FreeCuts + (_length / BytesPerCut))
            {
                throw TransferErrors.CutTooOften(_uri, _cuts, e);
            }
        }
        return await fetching.Policy.RunAsync(
            new Request(fetching.Client.Uri, key, wanted),
            static (s, token) => s.Source.ResumeAsync(s.Buffer, token),
            (Source: this, Buffer: buffer[..wanted]),
            cancel
        );
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        _guard.Dispose();
    }

    private async ValueTask<int> ResumeAsync(Memory<byte> buffer, CancellationToken cancel)
    {
        await CloseAsync();
        _read =
            await fetching.Client.ReadAsync(key, new ByteRange(_offset, null), _version, cancel)
            ?? throw TransferErrors.Corrupt(_uri, "it was deleted while it was read");
        return await SomeAsync(buffer, cancel);
    }

    private async ValueTask<int> SomeAsync(Memory<byte> buffer, CancellationToken cancel)
    {
        var some = await _guard.ReadAsync(_read!.Content, buffer, cancel);
        _offset += some;
        return some > 0 ? some : throw TransferErrors.CutShort();
    }

    private async ValueTask CloseAsync()
    {
        if (_read is { } read)
        {
            _read = null;
            await read.DisposeAsync();
        }
    }
}
