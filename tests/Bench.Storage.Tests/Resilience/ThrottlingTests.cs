using Bench.Storage.Resilience;

namespace Bench.Storage.Tests.Resilience;

/// <summary>A store that asks to slow down slows the whole client down.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class ThrottlingTests
{
    private static readonly Request Request = new("s3://bucket", "a");

    private readonly FaultTime _time = new();

    [Test]
    public async Task A_refusal_halves_what_may_run_at_once_and_successes_bring_it_back()
    {
        var policy = Policy(16);
        await TogetherAsync(policy, 16, refused: 1);
        policy.Concurrency.ShouldBeInRange(8, 9);
        for (var i = 0; i < 200; i++)
        {
            await OnceAsync(policy);
        }
        policy.Concurrency.ShouldBe(16);
    }

    [Test]
    public async Task Many_refusals_of_one_moment_count_as_one()
    {
        var policy = Policy(16);
        await TogetherAsync(policy, 16, refused: 16);
        policy.Concurrency.ShouldBeGreaterThanOrEqualTo(8);
    }

    [Test]
    public async Task Refusals_that_go_on_leave_one_at_a_time_and_never_none()
    {
        var policy = Policy(16);
        var left = 30;
        await policy.RunAsync(
            Request,
            (_, _) => left-- > 0 ? throw Refusal(null) : ValueTask.FromResult(0),
            0,
            default
        );
        policy.Concurrency.ShouldBeInRange(1, 2);
        await TogetherAsync(policy, 50, refused: 0);
    }

    [Test]
    public async Task Other_requests_wait_as_long_as_was_asked()
    {
        var policy = Policy(16);
        var refusedAt = 0L;
        var tries = 0;
        var second = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var both = await Task.WhenAll(
            policy.RunAsync(
                Request,
                async (_, _) =>
                {
                    await second.Task;
                    refusedAt = _time.GetTimestamp();
                    return ++tries == 1 ? throw Refusal(TimeSpan.FromSeconds(9)) : refusedAt;
                },
                0,
                default
            ),
            OtherAsync(policy, second)
        );
        // Neither asks again before the 9 s are over, which begin at the refusal.
        both.ShouldAllBe(asked => asked >= TimeSpan.FromSeconds(9).Ticks);
        policy.Concurrency.ShouldBeLessThan(16);
    }

    [Test]
    public async Task No_more_than_the_limit_run_at_once()
    {
        var policy = Policy(3);
        var (running, most) = (0, 0);
        await Task.WhenAll(
            Enumerable
                .Range(0, 40)
                .Select(_ =>
                    policy.RunAsync(
                        Request,
                        async (_, token) =>
                        {
                            lock (policy)
                            {
                                most = Math.Max(most, ++running);
                            }
                            await Task.Yield();
                            lock (policy)
                            {
                                running--;
                            }
                            return 0;
                        },
                        0,
                        default
                    )
                )
        );
        most.ShouldBeInRange(1, 3);
    }

    [Test]
    public async Task Who_is_cancelled_while_waiting_for_a_turn_does_not_take_it_along()
    {
        var policy = Policy(1);
        var hold = new TaskCompletionSource();
        var holder = policy.RunAsync(
            Request,
            async (_, _) =>
            {
                await hold.Task;
                return 0;
            },
            0,
            default
        );
        using var cancel = new CancellationTokenSource();
        var cancelled = Enumerable
            .Range(0, 5)
            .Select(_ =>
                policy.RunAsync(Request, (_, _) => ValueTask.FromResult(0), 0, cancel.Token)
            )
            .ToList();
        var last = policy.RunAsync(Request, (_, _) => ValueTask.FromResult(7), 0, default);
        await cancel.CancelAsync();
        hold.SetResult();
        await holder;
        foreach (var task in cancelled)
        {
            await Should.ThrowAsync<OperationCanceledException>(() => task);
        }
        (await last).ShouldBe(7);
    }

    /// <summary>Asks when the other request was refused, which shows in what may run at once; tells when it may.</summary>
    private async Task<long> OtherAsync(RequestPolicy policy, TaskCompletionSource begun)
    {
        begun.SetResult();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (policy.Concurrency == 16)
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
        return await policy.RunAsync(
            Request,
            (_, _) => ValueTask.FromResult(_time.GetTimestamp()),
            0,
            default
        );
    }

    private RequestPolicy Policy(int concurrency) =>
        new(
            FaultTime.Suited(new RequestSettings { MaxConcurrency = concurrency, MaxRetries = 40 }),
            _time
        );

    private static Task<int> OnceAsync(RequestPolicy policy) =>
        policy.RunAsync(Request, (_, _) => ValueTask.FromResult(0), 0, default);

    /// <summary>So many requests, all on their way before the first of them is answered.</summary>
    private static async Task TogetherAsync(RequestPolicy policy, int count, int refused)
    {
        var together = Math.Min(count, policy.Concurrency);
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var begun = 0;
        await Task.WhenAll(
            Enumerable
                .Range(0, count)
                .Select(i =>
                {
                    var tries = 0;
                    return policy.RunAsync(
                        Request,
                        async (_, _) =>
                        {
                            if (Interlocked.Increment(ref begun) == together)
                            {
                                all.SetResult();
                            }
                            await all.Task;
                            return ++tries == 1 && i < refused ? throw Refusal(null) : 0;
                        },
                        0,
                        default
                    );
                })
        );
    }

    private static StoreException Refusal(TimeSpan? retryAfter) =>
        new(StoreError.Throttled, "s3://bucket/a", "slow down", "wait") { RetryAfter = retryAfter };
}
