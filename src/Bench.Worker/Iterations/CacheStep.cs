using Bench.Host.PageCache;
using Bench.Model.Results;
using Bench.Model.Runs;
using Bench.Workloads;
using Bench.Workloads.Phases;

namespace Bench.Worker.Iterations;

/// <summary>
/// Brings the page cache into the state that was asked for, and says what came of it. A drop that failed is never
/// called done.
/// </summary>
public sealed class CacheStep(PageCacheControl cache, RunOptions options)
{
    /// <exception cref="IterationFailedException">The state cannot be reached.</exception>
    public async Task<CacheEvidence> ReachAsync(
        IReadOnlyList<string> dataPaths,
        CancellationToken cancel
    )
    {
        var evidence = options.Cache switch
        {
            CacheMode.Drop => await DropAsync(cancel),
            CacheMode.Warm => await WarmAsync(dataPaths, cancel),
            _ => new CacheEvidence { Mode = CacheMode.None, Outcome = "left" },
        };
        return WithResidency(evidence, dataPaths);
    }

    private async Task<CacheEvidence> DropAsync(CancellationToken cancel)
    {
        var outcome = await cache.DropAsync(cancel);
        if (outcome.Dropped)
        {
            return new CacheEvidence { Mode = CacheMode.Drop, Outcome = "dropped" };
        }
        if (options.AllowNotDropped)
        {
            return new CacheEvidence
            {
                Mode = CacheMode.Drop,
                Outcome = "not_dropped",
                Reason = outcome.Reason,
            };
        }
        throw Failed(
            FailureKinds.CacheDrop,
            $"the page cache was not dropped: {outcome.Reason}; run as root, use --cache none, or allow it with --allow-not-dropped"
        );
    }

    private static async Task<CacheEvidence> WarmAsync(
        IReadOnlyList<string> dataPaths,
        CancellationToken cancel
    )
    {
        try
        {
            await Residency.WarmAsync(dataPaths, cancel);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failed(
                FailureKinds.CacheWarm,
                $"the data set could not be read into the page cache: {e.Message}"
            );
        }
        return new CacheEvidence { Mode = CacheMode.Warm, Outcome = "warmed" };
    }

    private static CacheEvidence WithResidency(
        CacheEvidence evidence,
        IReadOnlyList<string> dataPaths
    )
    {
        try
        {
            var report = Residency.Measure(dataPaths);
            return evidence with
            {
                ResidentBytes = report.ResidentBytes,
                DataBytes = report.TotalBytes,
                Method = report.Method,
            };
        }
        catch (Exception e)
            when (e is ResidencyUnavailableException or IOException or UnauthorizedAccessException)
        {
            // The state was reached; only the proof of it cannot be had, and the record says so.
            return evidence with { Reason = evidence.Reason ?? $"residency unknown: {e.Message}" };
        }
    }

    private static IterationFailedException Failed(string kind, string reason) =>
        new(
            new Failure
            {
                Kind = kind,
                Phase = PhaseNames.Cache,
                Reason = reason,
            }
        );
}
