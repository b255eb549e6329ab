using System.Globalization;
using Bench.Host.Counters;
using Bench.Host.PageCache;
using Bench.Model.Results;
using Bench.Model.Runs;
using Bench.Workloads;
using Bench.Workloads.Phases;

namespace Bench.Worker.Iterations;

/// <summary>
/// Brings page cache and metadata caches into the state that was asked for, and says what came of it. A drop that
/// failed is never called done.
/// </summary>
public sealed class CacheStep(
    PageCacheControl cache,
    MatrixEntry entry,
    RunOptions options,
    TimeProvider time
)
{
    private const double MostlyResident = 0.9;

    /// <exception cref="IterationFailedException">The state cannot be reached.</exception>
    public async Task<CacheEvidence> ReachAsync(
        IReadOnlyList<string> dataPaths,
        CancellationToken cancel
    )
    {
        var evidence = entry.CacheIn(options) switch
        {
            CacheMode.Drop => await DropAsync(cancel),
            CacheMode.Warm => await WarmAsync(dataPaths, cancel),
            _ => new CacheEvidence { Mode = CacheMode.None, Outcome = "left" },
        };
        // Whoever looks at the files warms their metadata: then only the host's own counters tell of the drop.
        return entry.MetadataIn(options) switch
        {
            MetadataMode.Cold => evidence with
            {
                Reason = evidence.Reason ?? "residency not looked at: it would warm the metadata",
                Metadata = new MetadataEvidence { Mode = MetadataMode.Cold, Outcome = "cold" },
            },
            MetadataMode.Warm => WithResidency(evidence, dataPaths) with
            {
                Metadata = WarmMetadata(dataPaths, cancel),
            },
            _ => WithResidency(evidence, dataPaths),
        };
    }

    private async Task<CacheEvidence> DropAsync(CancellationToken cancel)
    {
        var before = MemoryCounters.Read().PageCacheBytes;
        var outcome = await cache.DropAsync(cancel);
        var evidence = new CacheEvidence
        {
            Mode = CacheMode.Drop,
            Outcome = outcome.Dropped ? "dropped" : "not_dropped",
            Reason = outcome.Reason,
            PageCacheBytesBefore = before,
            PageCacheBytesAfter = MemoryCounters.Read().PageCacheBytes,
        };
        return outcome.Dropped || options.AllowNotDropped
            ? evidence
            : throw Failed(
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
            var bytes = await Residency.WarmAsync(dataPaths, cancel);
            return new CacheEvidence
            {
                Mode = CacheMode.Warm,
                Outcome = "warmed",
                WarmedBytes = bytes,
            };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failed(
                FailureKinds.CacheWarm,
                $"the data set could not be read into the page cache: {e.Message}"
            );
        }
    }

    private MetadataEvidence WarmMetadata(IReadOnlyList<string> dataPaths, CancellationToken cancel)
    {
        try
        {
            var begin = time.GetTimestamp();
            var entries = MetadataWalk.Run(dataPaths, cancel);
            var between = time.GetTimestamp();
            MetadataWalk.Run(dataPaths, cancel);
            return new MetadataEvidence
            {
                Mode = MetadataMode.Warm,
                Outcome = "warmed",
                Entries = entries,
                FirstWalkSeconds = Seconds(begin, between),
                SecondWalkSeconds = Seconds(between, time.GetTimestamp()),
            };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failed(
                FailureKinds.CacheWarm,
                $"the attributes of the data set could not be read: {e.Message}"
            );
        }
    }

    private double Seconds(long begin, long end) =>
        Math.Round(time.GetElapsedTime(begin, end).TotalSeconds, 6);

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
                Reason = evidence.Reason ?? NotHeld(evidence.Mode, report),
            };
        }
        catch (Exception e)
            when (e is ResidencyUnavailableException or IOException or UnauthorizedAccessException)
        {
            // The state was reached; only the proof of it cannot be had, and the record says so.
            return evidence with { Reason = evidence.Reason ?? $"residency unknown: {e.Message}" };
        }
    }

    /// <summary>File systems of FUSE may give their pages up whenever a file is opened: then only the tool's own cache is warm.</summary>
    private static string? NotHeld(CacheMode mode, ResidencyReport report) =>
        mode == CacheMode.Warm && report.Fraction < MostlyResident
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"all was read, but only {report.ResidentBytes} of {report.TotalBytes} bytes stayed in the page cache: this file system does not keep them, and only a cache of its own is warm"
            )
            : null;

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
