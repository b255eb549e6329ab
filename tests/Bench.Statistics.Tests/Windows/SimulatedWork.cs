using Bench.Statistics.Windows;

namespace Bench.Statistics.Tests.Windows;

/// <summary>
/// A process that works at a changing pace with pauses, and that is looked at as fio looks at its jobs: every interval,
/// sometimes late, with the bytes since the look before as whole KiB/s, rounded down.
/// </summary>
internal sealed class SimulatedWork
{
    public const long Millisecond = 1_000_000;
    public static readonly LogTiming Timing = new(100 * Millisecond, Millisecond, 2 * Millisecond);

    private readonly List<(long Time, double Bytes)> _done = [];

    public SimulatedWork(Random random)
    {
        NotBefore = random.NextInt64(1000) * Millisecond;
        Epoch = NotBefore + random.NextInt64(400 * Millisecond);
        var end = Epoch + random.NextInt64(3_000 * Millisecond);
        var pace = 1.0;
        for (var time = Epoch; time < end; time += Millisecond)
        {
            pace = random.Next(100) == 0 ? random.Next(4) * random.NextDouble() : pace;
            _done.Add((time + Millisecond, pace * 50_000));
        }
        Log(random, end);
    }

    public long NotBefore { get; }

    public long Epoch { get; }

    public List<LoggedRate> Lines { get; } = [];

    public double BytesWithin(long start, long end) =>
        _done.Where(d => d.Time > start && d.Time <= end).Sum(d => d.Bytes);

    private void Log(Random random, long end)
    {
        var (look, next) = (Epoch, Epoch + Timing.Interval);
        while (next <= end)
        {
            var late = random.Next(10) == 0 ? random.NextInt64(90 * Millisecond) : 0;
            var now = next - random.NextInt64(Timing.Slack) + late;
            if (now > end)
            {
                break;
            }
            var bytes = BytesWithin(look, now);
            if (bytes > 0)
            {
                var rate = Math.Floor(bytes * 1e9 / (now - look) / 1024);
                Lines.Add(
                    new LoggedRate(
                        now / Millisecond * Millisecond,
                        0,
                        rate * 1024,
                        (rate + 1) * 1024
                    )
                );
            }
            (look, next) = (now, now + Timing.Interval);
        }
    }
}
