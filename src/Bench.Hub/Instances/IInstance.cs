namespace Bench.Hub.Instances;

/// <summary>One storage server, of one module.</summary>
public interface IInstance : IAsyncDisposable
{
    /// <summary>Of loopback.</summary>
    int Port { get; }

    /// <summary>Its process, which leads its process group; null for one within the hub.</summary>
    int? Pid { get; }

    /// <summary>Completes when it has ended, whoever ended it, with how it did. Never faults.</summary>
    Task<string> Ended { get; }

    /// <summary>A number that is another one after it was used, as far as it can tell.</summary>
    long Activity { get; }

    /// <summary>Whether it answers that it is well. False for every kind of trouble.</summary>
    Task<bool> IsHealthyAsync(CancellationToken cancel);

    /// <summary>Asks for a garbage collection; it need not be begun when this returns.</summary>
    /// <exception cref="InstanceException">It was refused.</exception>
    Task RequestCollectionAsync(CancellationToken cancel);

    /// <exception cref="InstanceException">It does not say.</exception>
    Task<CollectionStatus> GetCollectionAsync(CancellationToken cancel);

    /// <summary>Ends it and all that belongs to it; by force after the grace.</summary>
    /// <exception cref="InstanceException">Something is left.</exception>
    Task StopAsync(TimeSpan grace);

    /// <summary>The end of what it printed; empty for one that prints nothing.</summary>
    string ReadLogTail();
}
