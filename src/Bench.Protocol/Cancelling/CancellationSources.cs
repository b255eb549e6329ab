namespace Bench.Protocol.Cancelling;

/// <summary>Cancels where the caller is.</summary>
public static class CancellationSources
{
    /// <summary>
    /// Cancels before it returns, and what waits for that goes on here. The framework's other way asks for a thread of
    /// the pool, and what follows then depends on when it gets one.
    /// </summary>
    public static void CancelHere(this CancellationTokenSource source) => source.Cancel();
}
