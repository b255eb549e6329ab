namespace Bench.Hub.Transfers;

/// <summary>How many operations on modules run now.</summary>
internal sealed class Operations
{
    private int _running;

    public int Running => Volatile.Read(ref _running);

    public void Begin() => Interlocked.Increment(ref _running);

    public void End() => Interlocked.Decrement(ref _running);
}
