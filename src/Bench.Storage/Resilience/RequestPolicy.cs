using Bench.Storage.Telemetry;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace Bench.Storage.Resilience;

/// <summary>
/// Tries requests to one store until they succeed, in bounds: waits with jitter between the tries, heeds Retry-After,
/// slows the whole client down when the store asks for it, and ends tries that hang. What may not go away by itself
/// fails at once. The caller's cancellation always stays one.
/// </summary>
public sealed class RequestPolicy
{
    private static readonly ResiliencePropertyKey<Tries> TriesKey = new("bench.tries");

    private readonly RequestSettings _settings;
    private readonly TimeProvider _time;
    private readonly Throttle _throttle;
    private readonly SeededJitter _jitter;
    private readonly ResiliencePipeline _pipeline;

    public RequestPolicy(RequestSettings settings, TimeProvider time)
    {
        (_settings, _time) = (settings, time);
        _throttle = new Throttle(settings, time);
        _jitter = new SeededJitter(settings.Seed);
        var builder = new ResiliencePipelineBuilder { TimeProvider = time };
        _pipeline = builder
            .AddTimeout(TotalTimeout())
            .AddRetry(Retries())
            .AddStrategy(_ => new ThrottleStrategy(_throttle), new ThrottleStrategyOptions())
            .AddTimeout(AttemptTimeout())
            .Build();
    }

    public RequestSettings Settings => _settings;

    public TimeProvider Time => _time;

    /// <summary>Requests that may run at once now.</summary>
    public int Concurrency => _throttle.Limit;

    /// <param name="call">One try.</param>
    /// <exception cref="StoreException">The store's answer, or the last error with the number of tries.</exception>
    public async Task<T> RunAsync<TState, T>(
        Request request,
        Func<TState, CancellationToken, ValueTask<T>> call,
        TState state,
        CancellationToken cancel
    )
    {
        cancel.ThrowIfCancellationRequested();
        var tries = new Tries(request, _settings, _time);
        var context = ResilienceContextPool.Shared.Get(cancel);
        context.Properties.Set(TriesKey, tries);
        try
        {
            return await _pipeline.ExecuteAsync(
                static (context, s) =>
                {
                    s.Tries.Count++;
                    return s.Call(s.State, context.CancellationToken);
                },
                context,
                (Tries: tries, Call: call, State: state)
            );
        }
        catch (Exception e) when (TransientErrors.IsTransient(e))
        {
            cancel.ThrowIfCancellationRequested();
            // The total time-out cuts a try or a wait off; what the tries before it said tells more.
            tries.Last = tries.TimedOut ? tries.Last : e;
            throw tries.Error();
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    /// <summary>For requests without a result.</summary>
    public Task RunAsync<TState>(
        Request request,
        Func<TState, CancellationToken, Task> call,
        TState state,
        CancellationToken cancel
    ) =>
        RunAsync(
            request,
            static async (s, token) =>
            {
                await s.Call(s.State, token);
                return true;
            },
            (Call: call, State: state),
            cancel
        );

    internal static TimeSpan Shorter(TimeSpan a, TimeSpan b) => a < b ? a : b;

    private RetryStrategyOptions Retries() =>
        new()
        {
            MaxRetryAttempts = _settings.MaxRetries,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = _settings.FirstDelay,
            MaxDelay = _settings.MaxDelay,
            Randomizer = _jitter.Next,
            ShouldHandle = args =>
                ValueTask.FromResult(
                    TransientErrors.IsTransient(args.Outcome.Exception)
                        && !args.Context.CancellationToken.IsCancellationRequested
                ),
            DelayGenerator = args => ValueTask.FromResult(AskedDelay(args.Outcome.Exception)),
            OnRetry = args =>
            {
                var tries = TriesOf(args.Context);
                tries.Last = args.Outcome.Exception;
                StoreMetrics.Retried(tries.Request.StoreUri);
                return default;
            },
        };

    /// <summary>Null for the usual wait. A little more than was asked, or all who were refused come back at once.</summary>
    private TimeSpan? AskedDelay(Exception? error) =>
        error is StoreException { RetryAfter: { } asked }
            ? Shorter(asked, _settings.MaxRetryAfter) + (_settings.FirstDelay * _jitter.Next())
            : null;

    private TimeoutStrategyOptions TotalTimeout() =>
        new()
        {
            TimeoutGenerator = args =>
                ValueTask.FromResult(
                    _settings.TotalTimeoutFor(TriesOf(args.Context).Request.Bytes)
                ),
            OnTimeout = args =>
            {
                TriesOf(args.Context).TimedOut = true;
                return default;
            },
        };

    private TimeoutStrategyOptions AttemptTimeout() =>
        new()
        {
            TimeoutGenerator = args =>
                ValueTask.FromResult(_settings.AttemptTimeoutFor(TriesOf(args.Context).Request)),
        };

    private static Tries TriesOf(ResilienceContext context) =>
        context.Properties.TryGetValue(TriesKey, out var tries)
            ? tries
            : throw new InvalidOperationException("The request has no tries.");
}
