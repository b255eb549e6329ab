using Bench.Host.Counters;
using Bench.Host.Sampling;

namespace Bench.Host.Tests.Sampling;

internal sealed class ResourceSamplerTests
{
    [Test]
    public async Task A_span_shorter_than_the_interval_has_both_ends()
    {
        var time = new ManualTime();
        await using var sampler = ResourceSampler.Start(time);
        time.Advance(TimeSpan.FromMilliseconds(300));
        var samples = await sampler.StopAsync();
        samples.Between.ShouldBeEmpty();
        samples.End.SecondsSince(samples.Start).ShouldBe(0.3, 1e-9);
        samples.Start.Cpu.BusyTicks.ShouldBeGreaterThan(0);
    }

    /// <summary>Regression: sampler (interval assumed).</summary>
    [Test]
    public async Task Each_sample_carries_its_own_time()
    {
        var time = new ManualTime();
        var taken = 0;
        await using var sampler = ResourceSampler.Start(
            () =>
            {
                Interlocked.Increment(ref taken);
                return HostCounters.Read(time);
            },
            TimeSpan.FromSeconds(1),
            time
        );
        var expected = 1;
        foreach (var step in new[] { 1.0, 1.0, 3.5 })
        {
            time.Advance(TimeSpan.FromSeconds(step));
            expected++;
            await Until.TrueAsync(() => Volatile.Read(ref taken) == expected, "sample taken");
        }

        time.Advance(TimeSpan.FromSeconds(0.25));
        var samples = await sampler.StopAsync();
        samples
            .All()
            .Select(sample => sample.SecondsSince(samples.Start))
            .ShouldBe([0, 1, 2, 5.5, 5.75]);
    }

    [Test]
    public async Task A_failing_reader_fails_the_stop_and_not_the_disposal()
    {
        var time = new ManualTime();
        var taken = 0;
        var sampler = ResourceSampler.Start(
            () =>
                Interlocked.Increment(ref taken) == 2
                    ? throw new HostCallException("read /proc/stat", 5)
                    : Snapshots.At(taken),
            TimeSpan.FromSeconds(1),
            time
        );
        time.Advance(TimeSpan.FromSeconds(1));
        await Until.TrueAsync(() => Volatile.Read(ref taken) == 2, "failed");
        await Should.ThrowAsync<HostCallException>(sampler.StopAsync());
        await sampler.DisposeAsync();
    }

    [Test]
    public async Task On_the_real_clock_samples_lie_within_the_span()
    {
        var taken = 0;
        await using var sampler = ResourceSampler.Start(
            TimeProvider.System,
            TimeSpan.FromMilliseconds(10),
            () =>
            {
                Interlocked.Increment(ref taken);
                return ProcessCounters.OfSelf();
            }
        );
        await Until.TrueAsync(() => Volatile.Read(ref taken) >= 5, "five samples");
        var samples = await sampler.StopAsync();
        var times = samples.All().Select(sample => sample.Timestamp).ToList();
        times.ShouldBeInOrder();
        samples.Between.Count.ShouldBeGreaterThanOrEqualTo(3);
        ResourceDerivation.Derive(samples).MemoryUsedBytes.Average!.Value.ShouldBeGreaterThan(0);
    }
}
