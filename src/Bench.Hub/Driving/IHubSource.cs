namespace Bench.Hub.Driving;

/// <summary>Where the hub that a stage drives comes from.</summary>
public interface IHubSource
{
    /// <summary>A hub that answers.</summary>
    /// <param name="settings">What it is started with, where it is started.</param>
    /// <param name="logPath">Gets what it says.</param>
    /// <param name="cancel">Ends the wait for it, and the hub.</param>
    /// <exception cref="HubDriveException">It cannot be started, or does not answer; the message has the end of its log.</exception>
    Task<IHubHandle> OpenAsync(HubStart settings, string logPath, CancellationToken cancel);
}

/// <summary>A hub that answers. Disposing of it ends it, where it was started.</summary>
public interface IHubHandle : IAsyncDisposable
{
    HubClient Client { get; }

    /// <summary>What is wrong with it, with the end of its log; null while it runs.</summary>
    string? WhyGone();

    /// <summary>Asks it to end and waits until it has; a hub that was not started is left as it is.</summary>
    /// <exception cref="HubDriveException">It did not end by itself, or with an error.</exception>
    Task StopAsync();
}
