using Bench.Hub.Making;
using Bench.Hub.Pipeline.Baselines;
using Bench.Model.Json;
using Bench.Model.Runs;
using Bench.Workloads.DataSets;

namespace Bench.Workloads.Hydration;

/// <summary>
/// What the hub-hydration tests of a run need of a host's disks. Modules are counted by the mean of their files' sizes;
/// of a baseline, all that files may share is taken off: the true need is hardly less.
/// </summary>
/// <param name="BaselineBytes">Of the test data: baselines that are still to be made.</param>
/// <param name="CopyBytes">Of the test data: the largest copy that an iteration works on.</param>
/// <param name="ScratchBytes">
/// Of the scratch space: the hub's data of the largest test, and while a baseline is made, the modules as well.
/// </param>
public sealed record HydrationDemand(long BaselineBytes, long CopyBytes, long ScratchBytes)
{
    /// <summary>Files fill whole blocks of a file system: half of one is lost on average.</summary>
    private const double LostOfFile = 2048;

    public static HydrationDemand None { get; } = new(0, 0, 0);

    /// <summary>Of all hub-hydration tests of a planned run, with its test data where it is a folder of this machine.</summary>
    public static HydrationDemand Of(RunConfig config)
    {
        var rows = config
            .TestCases.Where(test => test.Workload == HydrationWorkload.WorkloadName)
            .Select(test => Need.Of(HydrationSettings.Of(test.Params), config.Options))
            .ToList();
        return rows.Count == 0
            ? None
            : new HydrationDemand(
                Bounded(rows.DistinctBy(row => row.Baseline).Sum(row => (double)row.BaselineBytes)),
                rows.Max(row => row.CopyBytes),
                rows.Max(row => row.ScratchBytes)
            );
    }

    /// <summary>No disk has more; sums of such numbers stay numbers.</summary>
    private static long Bounded(double bytes) => (long)Math.Min(bytes, 1L << 60);

    /// <summary>Of one row.</summary>
    private sealed record Need(
        string Baseline,
        long BaselineBytes,
        long CopyBytes,
        long ScratchBytes
    )
    {
        public static Need Of(HydrationSettings settings, RunOptions options) =>
            settings.Seeded is { } seeded
                ? OfSeeded(seeded)
                : OfMade(settings, IsMade(settings, options));

        /// <summary>Of a user's baseline its record tells the bytes of the copy, and the modules have at least as many.</summary>
        private static Need OfSeeded(string seeded)
        {
            var bytes = Path.IsPathFullyQualified(seeded) ? PreservedBytes(seeded) : 0;
            return new(seeded, 0, bytes, bytes);
        }

        private static Need OfMade(HydrationSettings settings, bool isMade)
        {
            var shape = settings.Shape;
            var files = (double)shape.Modules * shape.FilesPerModule;
            var bytes = files * MeanOf(shape.Sizes);
            var ofHub = bytes + (files * LostOfFile);
            var stored =
                (bytes * (1 - shape.Duplicates)) + (settings.Pack ? 0 : files * LostOfFile);
            return new(
                settings.BaselineDigest(),
                settings.IsFile && !isMade ? Bounded(stored) : 0,
                settings.IsFile ? Bounded(stored) : 0,
                // Made modules and the hub that stores them are there at once.
                Bounded(isMade ? ofHub : 2 * ofHub)
            );
        }

        private static bool IsMade(HydrationSettings settings, RunOptions options) =>
            settings.IsFile
            && !(options.CleanUpData && options.DataPrefix is null)
            && Path.IsPathFullyQualified(options.TestData)
            && PreservedBytes(
                Path.Combine(
                    options.TestData,
                    DataPrefixes.ReadSets(options, run: ""),
                    HydrationPlaces.NameOf(settings)
                )
            ) > 0;

        /// <summary>0 where there is no such record, or none that can be read: whoever uses it says so.</summary>
        private static long PreservedBytes(string baseline)
        {
            try
            {
                return PreservedBaseline.ReadLocal(baseline)?.Baseline?.Bytes ?? 0;
            }
            catch (Exception e)
                when (e is DocumentException or IOException or UnauthorizedAccessException)
            {
                return 0;
            }
        }

        private static double MeanOf(SizeDistribution sizes)
        {
            var (smallest, largest) = ((double)Math.Max(1, sizes.Smallest), (double)sizes.Largest);
            return sizes.Shape == SizeShape.LogUniform && largest > smallest
                ? (largest - smallest) / Math.Log(largest / smallest)
                : (smallest + largest) / 2;
        }
    }
}
