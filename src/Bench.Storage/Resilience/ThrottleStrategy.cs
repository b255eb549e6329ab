using Polly;

namespace Bench.Storage.Resilience;

/// <summary>The shared throttle as a part of a pipeline: between the retries and the time-out of one try.</summary>
internal sealed class ThrottleStrategy(Throttle throttle) : ResilienceStrategy
{
    protected override async ValueTask<Outcome<TResult>> ExecuteCore<TResult, TState>(
        Func<ResilienceContext, TState, ValueTask<Outcome<TResult>>> callback,
        ResilienceContext context,
        TState state
    )
    {
        int entered;
        try
        {
            entered = await throttle.EnterAsync(context.CancellationToken);
        }
        catch (OperationCanceledException e)
        {
            return Outcome.FromException<TResult>(e);
        }
        var outcome = await callback(context, state);
        throttle.Exit(entered, outcome.Exception);
        return outcome;
    }
}

internal sealed class ThrottleStrategyOptions : ResilienceStrategyOptions;
