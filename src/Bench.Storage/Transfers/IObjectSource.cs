namespace Bench.Storage.Transfers;

/// <summary>The bytes of one object in their order, from its begin to its end.</summary>
internal interface IObjectSource : IAsyncDisposable
{
    /// <summary>
    /// The next bytes: at least one, at most as many as <paramref name="buffer"/> has room for. They are in it, or in
    /// memory of the source that holds until the next call. Only called before the end.
    /// </summary>
    ValueTask<ReadOnlyMemory<byte>> NextAsync(Memory<byte> buffer, CancellationToken cancel);
}
