using Bench.Storage.Resilience;

namespace Bench.Storage.Tests.Resilience;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class RequestPolicyTests
{
    private const string Store = "s3://bucket/runs?endpoint=http://127.0.0.1:9";
    private const string Object = "s3://bucket/runs/t1/a.json?endpoint=http://127.0.0.1:9";
    private static readonly Request Request = new(Store, "t1/a.json");

    private readonly FaultTime _time = new();

    [Test]
    public async Task What_succeeds_is_tried_once_without_waiting()
    {
        var tries = 0;
        (await RunAsync(Policy(), () => ++tries)).ShouldBe(1);
        tries.ShouldBe(1);
        _time.Skipped.ShouldBeEmpty();
    }

    [TestCase(StoreError.Unavailable)]
    [TestCase(StoreError.Throttled)]
    public async Task What_may_go_away_is_tried_again(StoreError error)
    {
        var tries = 0;
        (await RunAsync(Policy(), () => ++tries < 5 ? throw Error(error) : "done")).ShouldBe(
            "done"
        );
        tries.ShouldBe(5);
    }

    [Test]
    public async Task A_broken_transfer_is_tried_again()
    {
        var tries = 0;
        var error = await Should.ThrowAsync<StoreException>(() =>
            RunAsync<int>(
                Policy(new() { MaxRetries = 2 }),
                () =>
                {
                    tries++;
                    throw new IOException("The response ended prematurely.");
                }
            )
        );
        tries.ShouldBe(3);
        error.Error.ShouldBe(StoreError.Unavailable);
        error.Message.ShouldStartWith(
            $"{Object}: the transfer broke: The response ended prematurely (tried 3 times over "
        );
    }

    [TestCase(StoreError.Denied)]
    [TestCase(StoreError.Absent)]
    [TestCase(StoreError.Corrupt)]
    [TestCase(StoreError.InvalidKey)]
    [TestCase(StoreError.Full)]
    public async Task What_stays_fails_at_once_as_it_is(StoreError error)
    {
        var thrown = Error(error);
        var tries = 0;
        var seen = await Should.ThrowAsync<StoreException>(() =>
            RunAsync<int>(
                Policy(),
                () =>
                {
                    tries++;
                    throw thrown;
                }
            )
        );
        seen.ShouldBeSameAs(thrown);
        tries.ShouldBe(1);
    }

    [Test]
    public async Task The_last_error_tells_how_often_and_how_long()
    {
        var tries = 0;
        var error = await Should.ThrowAsync<StoreException>(() =>
            RunAsync<int>(Policy(), () => throw Error(StoreError.Unavailable, $"reason {++tries}"))
        );
        tries.ShouldBe(9);
        error.Error.ShouldBe(StoreError.Unavailable);
        error.Uri.ShouldBe(Object);
        error.Message.ShouldMatch(
            @"^s3://bucket/runs/t1/a\.json\?endpoint=http://127\.0\.0\.1:9: reason 9 \(tried 9 times over \d+\.\d s\); wait$"
        );
        var waited = _time.Skipped.Sum(wait => wait.TotalSeconds);
        error.Message.ShouldContain(FormattableString.Invariant($"over {waited:0.0} s"));
        error.InnerException.ShouldBeOfType<StoreException>().Reason.ShouldBe("reason 9");
    }

    [Test]
    public async Task Waits_grow_with_jitter_from_the_seed_within_their_bound()
    {
        var first = await WaitsAsync(seed: 1);
        first.Count.ShouldBe(8);
        first.ShouldAllBe(wait => wait <= TimeSpan.FromSeconds(15) && wait >= TimeSpan.Zero);
        first.Skip(4).Max().ShouldBeGreaterThan(first[0]);
        (await WaitsAsync(seed: 1)).ShouldBe(first);
        (await WaitsAsync(seed: 2)).ShouldNotBe(first);
    }

    [TestCase(7, 7)]
    [TestCase(3600, 12)]
    public async Task Retry_after_is_heeded_up_to_its_bound(double asked, double waits)
    {
        var policy = Policy(new() { MaxRetryAfter = TimeSpan.FromSeconds(12) });
        var begin = _time.GetTimestamp();
        var tries = 0;
        await RunAsync(
            policy,
            () =>
                ++tries == 1
                    ? throw Error(StoreError.Unavailable, retryAfter: TimeSpan.FromSeconds(asked))
                    : tries
        );
        _time.GetElapsedTime(begin).TotalSeconds.ShouldBeInRange(waits, waits + 0.2);
    }

    [Test]
    public async Task A_try_that_hangs_ends_and_is_tried_again()
    {
        var tries = 0;
        var result = await Policy()
            .RunAsync(
                Request,
                async (_, token) =>
                {
                    if (++tries < 3)
                    {
                        await _time.HangAsync(token);
                    }
                    return tries;
                },
                0,
                default
            );
        result.ShouldBe(3);
    }

    [Test]
    public async Task A_store_that_always_hangs_is_unavailable_by_name()
    {
        var error = await Should.ThrowAsync<StoreException>(() => HangAsync(Policy(), default));
        error.Error.ShouldBe(StoreError.Unavailable);
        error.Message.ShouldStartWith($"{Object}: no reply within 30 s (tried 9 times over ");
    }

    [Test]
    public async Task All_tries_together_have_a_limit()
    {
        var policy = Policy(new() { TotalTimeout = TimeSpan.FromSeconds(100), MaxRetries = 1000 });
        var begin = _time.GetTimestamp();
        var error = await Should.ThrowAsync<StoreException>(() => HangAsync(policy, default));
        _time.GetElapsedTime(begin).TotalSeconds.ShouldBeInRange(100, 115);
        error.Error.ShouldBe(StoreError.Unavailable);
        error.Message.ShouldMatch(
            @"no reply within 30 s \(tried \d times over 1[01]\d\.\d s, which is the limit\)"
        );
    }

    [Test]
    public void Bytes_lengthen_the_time_outs()
    {
        var settings = new RequestSettings();
        settings.AttemptTimeoutFor(0).ShouldBe(TimeSpan.FromSeconds(10));
        settings.AttemptTimeoutFor(8 << 20).ShouldBe(TimeSpan.FromSeconds(42));
        settings.TotalTimeoutFor(8 << 20).ShouldBe(TimeSpan.FromSeconds(332));
        // A server answers when it has put the parts together.
        settings
            .AttemptTimeoutFor(Request with { IsAssembly = true })
            .ShouldBe(TimeSpan.FromMinutes(2));
    }

    [Test]
    public async Task A_cancellation_during_a_try_stays_one()
    {
        using var cancel = new CancellationTokenSource();
        await Should.ThrowAsync<OperationCanceledException>(() =>
            Policy()
                .RunAsync<int, int>(
                    Request,
                    async (_, token) =>
                    {
                        await cancel.CancelAsync();
                        await Task.Delay(Timeout.InfiniteTimeSpan, token);
                        return 0;
                    },
                    0,
                    cancel.Token
                )
        );
    }

    [Test]
    public async Task A_cancellation_that_a_client_tells_as_an_error_stays_one()
    {
        using var cancel = new CancellationTokenSource();
        await Should.ThrowAsync<OperationCanceledException>(() =>
            Policy()
                .RunAsync<int, int>(
                    Request,
                    async (_, _) =>
                    {
                        await cancel.CancelAsync();
                        throw Error(StoreError.Unavailable);
                    },
                    0,
                    cancel.Token
                )
        );
    }

    [Test]
    public async Task A_cancellation_before_the_begin_tries_nothing()
    {
        using var cancel = new CancellationTokenSource();
        await cancel.CancelAsync();
        var tries = 0;
        await Should.ThrowAsync<OperationCanceledException>(() =>
            Policy().RunAsync(Request, (_, _) => ValueTask.FromResult(++tries), 0, cancel.Token)
        );
        tries.ShouldBe(0);
    }

    private RequestPolicy Policy(RequestSettings? settings = null) =>
        new(FaultTime.Suited(settings ?? new RequestSettings()), _time);

    private static Task<T> RunAsync<T>(RequestPolicy policy, Func<T> call) =>
        policy.RunAsync(Request, (c, _) => ValueTask.FromResult(c()), call, default);

    private Task<int> HangAsync(RequestPolicy policy, CancellationToken cancel) =>
        policy.RunAsync(
            Request,
            async (_, token) =>
            {
                await _time.HangAsync(token);
                return 0;
            },
            0,
            cancel
        );

    private static async Task<IReadOnlyList<TimeSpan>> WaitsAsync(int seed)
    {
        var time = new FaultTime();
        await Should.ThrowAsync<StoreException>(() =>
            RunAsync<int>(
                new RequestPolicy(FaultTime.Suited(new RequestSettings { Seed = seed }), time),
                () => throw Error(StoreError.Unavailable)
            )
        );
        return time.Skipped;
    }

    private static StoreException Error(
        StoreError error,
        string reason = "it failed",
        TimeSpan? retryAfter = null
    ) => new(error, Object, reason, "wait") { RetryAfter = retryAfter };
}
