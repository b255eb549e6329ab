namespace Bench.Hub.Hydration;

/// <summary>Tells how far an operation is.</summary>
internal sealed class Counting(IProgress<HydrationProgress>? progress)
{
    private readonly Lock _lock = new();
    private HydrationProgress _now = new(0, 0, 0, 0);

    public void Begin(long files, long bytes) =>
        Report(now => now with { TotalFiles = files, TotalBytes = bytes });

    public void Done(long files, long bytes) =>
        Report(now =>
            now with
            {
                DoneFiles = now.DoneFiles + files,
                DoneBytes = now.DoneBytes + bytes,
            }
        );

    private void Report(Func<HydrationProgress, HydrationProgress> change)
    {
        if (progress is null)
        {
            return;
        }
        lock (_lock)
        {
            _now = change(_now);
            progress.Report(_now);
        }
    }
}
