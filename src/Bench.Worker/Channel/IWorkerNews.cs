namespace Bench.Worker.Channel;

/// <summary>Is told what a worker does, for whoever wants to know at once. It never waits and never fails.</summary>
public interface IWorkerNews
{
    void Began(int matrixId, int attempt, int iteration, string phase);

    void Committed(int matrixId, int attempt, int iteration, bool ok, double seconds);

    /// <summary>Progress as it was written.</summary>
    void Wrote(ReadOnlyMemory<byte> progress);
}

/// <summary>For a worker without a coordinator.</summary>
public sealed class NoNews : IWorkerNews
{
    public static NoNews Instance { get; } = new();

    private NoNews() { }

    public void Began(int matrixId, int attempt, int iteration, string phase) { }

    public void Committed(int matrixId, int attempt, int iteration, bool ok, double seconds) { }

    public void Wrote(ReadOnlyMemory<byte> progress) { }
}
