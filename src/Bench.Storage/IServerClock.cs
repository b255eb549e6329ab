namespace Bench.Storage;

/// <summary>A store whose server tells its time.</summary>
public interface IServerClock
{
    /// <summary>The server's clock, in whole seconds, at some moment between the begin and the end of the call.</summary>
    Task<DateTimeOffset> ServerTimeAsync(CancellationToken cancel);
}
