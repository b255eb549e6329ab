namespace Bench.Storage.Transfers;

/// <summary>The bytes of one object in their order, from its begin to its end.</summary>
internal interface IObjectSource : IAsyncDisposable
{
    /// <summary>At least one byte; only called before the end.</summary>
    ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancel);
}
