using System.Globalization;

namespace Bench.Storage.Resilience;

/// <summary>What is asked of a store, for messages and time-outs.</summary>
/// <param name="StoreUri">The store's root.</param>
/// <param name="Key">Relative to the root; empty for the store itself.</param>
/// <param name="Bytes">That it carries, as far as known.</param>
public readonly record struct Request(string StoreUri, string Key, long Bytes = 0)
{
    /// <summary>Whether it makes one object of parts: servers answer when they are done.</summary>
    public bool IsAssembly { get; init; }

    public string Uri => Key.Length == 0 ? StoreUri : StoreUris.Child(StoreUri, Key);
}

/// <summary>What became of the tries of one request so far.</summary>
internal sealed class Tries(Request request, RequestSettings settings, TimeProvider time)
{
    private const string CheckStore =
        "check the network and the store, then go on where it stopped";

    private readonly long _begin = time.GetTimestamp();

    public Request Request { get; } = request;

    public int Count { get; set; }

    public Exception? Last { get; set; }

    /// <summary>The total time-out came before an answer.</summary>
    public bool TimedOut { get; set; }

    /// <summary>The error that users see.</summary>
    public StoreException Error()
    {
        var last = Classed(Last);
        var tries = string.Create(
            CultureInfo.InvariantCulture,
            $"tried {Count} {(Count == 1 ? "time" : "times")} over {time.GetElapsedTime(_begin).TotalSeconds:0.0} s"
        );
        if (TimedOut)
        {
            tries += ", which is the limit";
        }
        return new StoreException(
            last?.Error ?? StoreError.Unavailable,
            last?.Uri ?? Request.Uri,
            $"{last?.Reason ?? NoReply()} ({tries})",
            last?.Remedy ?? CheckStore,
            Last
        )
        {
            RetryAfter = last?.RetryAfter,
        };
    }

    private StoreException? Classed(Exception? error) =>
        error switch
        {
            StoreException store => store,
            null or Polly.Timeout.TimeoutRejectedException => null,
            _ => TransientErrors.Classed(error, Request.Uri),
        };

    private string NoReply() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"no reply within {settings.AttemptTimeoutFor(Request).TotalSeconds:0.#} s"
        );
}
