namespace Bench.Storage.Resilience;

/// <summary>How long and how often a request to a store is tried.</summary>
public sealed record RequestSettings
{
    /// <summary>Tries after the first one.</summary>
    public int MaxRetries { get; init; } = 8;

    /// <summary>Mean wait before the first retry; later ones grow from it, with decorrelated jitter.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Longest wait between two tries, unless the server asks for more.</summary>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Longest wait that a server's Retry-After is believed.</summary>
    public TimeSpan MaxRetryAfter { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Time for one try, without the bytes that it carries. A third of the usual lease: a heartbeat that hangs is tried
    /// again, twice, before it costs a worker its claim.
    /// </summary>
    public TimeSpan AttemptTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Time more for a try that lets the server work on a whole large object before it answers.</summary>
    public TimeSpan AssemblyTimeout { get; init; } = TimeSpan.FromSeconds(110);

    /// <summary>A try may take one second more for each of so many bytes that it carries.</summary>
    public long SlowestBytesPerSecond { get; init; } = 256 * 1024;

    /// <summary>Time for all tries together, waits included, without the bytes.</summary>
    public TimeSpan TotalTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a download may stand still before it is taken up anew at its offset.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Requests at once; fewer while the store asks to slow down.</summary>
    public int MaxConcurrency { get; init; } = 256;

    /// <summary>Of the jitter. Clients of one store need different ones, or they retry in step.</summary>
    public int Seed { get; init; }

    /// <summary>For somebody who waits for the answer: three tries within a quarter of a minute.</summary>
    public static RequestSettings Impatient { get; } =
        new()
        {
            MaxRetries = 2,
            AttemptTimeout = TimeSpan.FromSeconds(5),
            TotalTimeout = TimeSpan.FromSeconds(15),
        };

    /// <summary>Time for one try that carries so many bytes.</summary>
    public TimeSpan AttemptTimeoutFor(long bytes) => AttemptTimeout + TransferTime(bytes);

    /// <summary>Time for one try of this request.</summary>
    public TimeSpan AttemptTimeoutFor(Request request) =>
        AttemptTimeoutFor(request.Bytes) + (request.IsAssembly ? AssemblyTimeout : TimeSpan.Zero);

    /// <summary>Time for all tries of a request that carries so many bytes.</summary>
    public TimeSpan TotalTimeoutFor(long bytes) => TotalTimeout + TransferTime(bytes);

    private TimeSpan TransferTime(long bytes) =>
        TimeSpan.FromSeconds((double)bytes / SlowestBytesPerSecond);
}
