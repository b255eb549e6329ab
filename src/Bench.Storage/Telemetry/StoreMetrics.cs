using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Bench.Storage.Telemetry;

/// <summary>Counts and times requests to stores, as callers see them: with their tries. Costs nothing while nobody listens.</summary>
internal static class StoreMetrics
{
    private static readonly Meter Meter = new("Bench.Storage");

    private static readonly Histogram<double> Durations = Meter.CreateHistogram<double>(
        "bench.store.request.duration",
        "s",
        "How long requests to a store took, with all of their tries.",
        advice: new InstrumentAdvice<double>
        {
            HistogramBucketBoundaries =
            [
                0.001,
                0.0025,
                0.005,
                0.01,
                0.025,
                0.05,
                0.1,
                0.25,
                0.5,
                1,
                2.5,
                5,
                10,
                30,
            ],
        }
    );

    private static readonly Counter<long> Retries = Meter.CreateCounter<long>(
        "bench.store.retries",
        "{retry}",
        "Requests to a store that were tried again."
    );

    /// <summary>Times a request; its outcome is a word for its result.</summary>
    public static Task<T> TimeAsync<T>(
        string storeUri,
        string operation,
        Func<Task<T>> request,
        Func<T, string> outcome
    ) => Durations.Enabled ? TimedAsync(storeUri, operation, request, outcome) : request();

    /// <summary>Times a request without a result.</summary>
    public static Task TimeAsync(string storeUri, string operation, Func<Task> request) =>
        Durations.Enabled
            ? TimedAsync(
                storeUri,
                operation,
                async () =>
                {
                    await request();
                    return true;
                },
                static _ => "ok"
            )
            : request();

    /// <summary>One more try.</summary>
    public static void Retried(string storeUri) => Retries.Add(1, Scheme(storeUri));

    public static string Found(bool found) => found ? "ok" : "absent";

    public static string Created(bool created) => created ? "ok" : "existed";

    private static async Task<T> TimedAsync<T>(
        string storeUri,
        string operation,
        Func<Task<T>> request,
        Func<T, string> outcome
    )
    {
        var begin = Stopwatch.GetTimestamp();
        var end = "failed";
        try
        {
            var result = await request();
            end = outcome(result);
            return result;
        }
        catch (OperationCanceledException)
        {
            end = "cancelled";
            throw;
        }
        catch (StoreException e)
        {
            end = WordOf(e.Error);
            throw;
        }
        finally
        {
            Durations.Record(
                Stopwatch.GetElapsedTime(begin).TotalSeconds,
                Scheme(storeUri),
                new("bench.store.operation", operation),
                new("bench.outcome", end)
            );
        }
    }

    private static string WordOf(StoreError error) =>
        error switch
        {
            StoreError.InvalidKey => "invalid_key",
            StoreError.Absent => "no_store",
            StoreError.Denied => "denied",
            StoreError.Full => "full",
            StoreError.Throttled => "throttled",
            StoreError.Unavailable => "unavailable",
            _ => "corrupt",
        };

    private static KeyValuePair<string, object?> Scheme(string storeUri) =>
        new("bench.store.scheme", storeUri[..storeUri.IndexOf(':', StringComparison.Ordinal)]);
}
