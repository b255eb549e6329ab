using Polly;
using Polly.Simmy;
using Polly.Simmy.Behavior;
using Polly.Simmy.Fault;
using Polly.Simmy.Latency;
using Polly.Simmy.Outcomes;

namespace Bench.Storage.Tests.Resilience;

/// <summary>How often what goes wrong, each as a share of the calls.</summary>
public sealed record ChaosRates
{
    /// <summary>Together 30 % of the calls of a store.</summary>
    public static ChaosRates ThirtyPercent { get; } =
        new()
        {
            Unavailable = 0.08,
            Throttled = 0.04,
            Hang = 0.05,
            LostReply = 0.1,
            Cut = 0.07,
            Slow = 0.05,
        };

    public double Unavailable { get; init; }

    public double Throttled { get; init; }

    /// <summary>Never answers, whether the server did it or not.</summary>
    public double Hang { get; init; }

    /// <summary>Done by the server, but the reply is lost.</summary>
    public double LostReply { get; init; }

    /// <summary>The body of a read ends, breaks or stands still in its middle.</summary>
    public double Cut { get; init; }

    /// <summary>Answers late but rightly.</summary>
    public double Slow { get; init; }
}

/// <summary>Faults drawn from a seed by Polly's chaos strategies.</summary>
public sealed class Chaos
{
    private readonly Lock _lock = new();
    private readonly Random _random;
    private readonly FaultTime _time;
    private readonly ResiliencePipeline _before;
    private readonly ResiliencePipeline _after;
    private readonly ResiliencePipeline<Stream> _body;
    private int _calls;
    private int _faults;

    public Chaos(ChaosRates rates, int seed, FaultTime time)
    {
        _random = new Random(seed);
        _time = time;
        _before = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddChaosLatency(Slow(rates.Slow))
            .AddChaosFault(Fault(rates.Unavailable, () => Error(StoreError.Unavailable, null)))
            .AddChaosFault(Fault(rates.Throttled, Refusal))
            .AddChaosBehavior(Hang(rates.Hang / 2))
            .Build();
        _after = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddChaosFault(Fault(rates.LostReply, () => Error(StoreError.Unavailable, null)))
            .AddChaosBehavior(Hang(rates.Hang / 2))
            .Build();
        _body = new ResiliencePipelineBuilder<Stream> { TimeProvider = time }
            .AddChaosOutcome(Cut(rates.Cut))
            .Build();
    }

    /// <summary>Calls so far.</summary>
    public int Calls => Volatile.Read(ref _calls);

    /// <summary>Calls in which something went wrong; a slow one does not count.</summary>
    public int Faults => Volatile.Read(ref _faults);

    public async Task<T> CallAsync<T>(
        Func<CancellationToken, Task<T>> call,
        CancellationToken cancel
    )
    {
        Interlocked.Increment(ref _calls);
        var reply = await _before.ExecuteAsync(async token => await call(token), cancel);
        await _after.ExecuteAsync(_ => default, cancel);
        return reply;
    }

    public Stream Body(Stream intact, long length) =>
        _body.Execute(() => intact) is CutStream cut
            ? new CutStream(intact, NextBelow(length + 1), cut.Way, _time)
            : intact;

    private ChaosLatencyStrategyOptions Slow(double rate) =>
        new()
        {
            InjectionRate = rate,
            Randomizer = Next,
            Latency = TimeSpan.FromSeconds(3),
        };

    private ChaosFaultStrategyOptions Fault(double rate, Func<StoreException> error) =>
        new()
        {
            InjectionRate = rate,
            Randomizer = Next,
            FaultGenerator = _ => ValueTask.FromResult<Exception?>(Counted(error())),
        };

    private ChaosBehaviorStrategyOptions Hang(double rate) =>
        new()
        {
            InjectionRate = rate,
            Randomizer = Next,
            BehaviorGenerator = args => _time.HangAsync(Counted(args.Context.CancellationToken)),
        };

    private ChaosOutcomeStrategyOptions<Stream> Cut(double rate) =>
        new()
        {
            InjectionRate = rate,
            Randomizer = Next,
            OutcomeGenerator = _ =>
                ValueTask.FromResult<Outcome<Stream>?>(
                    Outcome.FromResult<Stream>(
                        Counted(new CutStream(Stream.Null, 0, (CutWay)NextBelow(3), _time))
                    )
                ),
        };

    private StoreException Refusal() =>
        Error(StoreError.Throttled, Next() < 0.5 ? TimeSpan.FromSeconds(2) : null);

    private static StoreException Error(StoreError error, TimeSpan? retryAfter) =>
        new(error, "memory://bucket", $"chaos: {error}", "wait") { RetryAfter = retryAfter };

    private T Counted<T>(T fault)
    {
        Interlocked.Increment(ref _faults);
        return fault;
    }

    private double Next()
    {
        lock (_lock)
        {
            return _random.NextDouble();
        }
    }

    private long NextBelow(long end)
    {
        lock (_lock)
        {
            return _random.NextInt64(end);
        }
    }
}
