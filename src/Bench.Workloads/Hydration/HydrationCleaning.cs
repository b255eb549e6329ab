using Bench.Model.Runs;
using Bench.Storage;
using Bench.Workloads.DataSets;

namespace Bench.Workloads.Hydration;

/// <summary>What hub-hydration tests of a run have in a bucket of their own, beside the test data.</summary>
/// <param name="Root">The bucket's URI, with its settings.</param>
/// <param name="Prefix">What every key to delete begins with.</param>
public sealed record HydrationLeavings(string Root, string Prefix)
{
    /// <summary>For people.</summary>
    public string Uri => StoreUris.Child(Root, Prefix);
}

/// <summary>
/// Deletes what the hub-hydration tests of a sealed run made in buckets: their copies, which iterations that failed
/// leave, and with <c>--clean-up-data</c> the baselines. What a user preserved is never touched.
/// </summary>
public static class HydrationCleaning
{
    /// <summary>The prefixes that are deleted once the run is sealed.</summary>
    /// <param name="run">The run's owner name.</param>
    public static IReadOnlyList<HydrationLeavings> Of(RunConfig config, string run) =>
        [
            .. config
                .TestCases.Where(test => test.Workload == HydrationWorkload.WorkloadName)
                .Select(test => HydrationSettings.Of(test.Params))
                .Where(settings => !settings.IsFile)
                .SelectMany(settings => Of(settings, config.Options, run))
                .Distinct(),
        ];

    /// <summary>The number of objects that were deleted.</summary>
    /// <exception cref="StoreException">A bucket cannot be listed, or an object not deleted.</exception>
    public static async Task<int> RunAsync(RunConfig config, string run, CancellationToken cancel)
    {
        var deleted = 0;
        foreach (var left in Of(config, run))
        {
            deleted += await DataCleaning.DeleteObjectsAsync(
                Stores.Open(left.Root),
                left.Prefix,
                cancel
            );
        }
        return deleted;
    }

    private static IEnumerable<HydrationLeavings> Of(
        HydrationSettings settings,
        RunOptions options,
        string run
    )
    {
        var (root, prefix) = HydrationPlaces.Split(settings.Backend);
        yield return new(root, $"{prefix}/{DataPrefixes.Written}/{run}/");
        if (!options.CleanUpData || settings.Seeded is not null)
        {
            yield break;
        }
        var readSets = $"{prefix}/{DataPrefixes.ReadSets(options, run)}/";
        // A prefix that the user names may have baselines of others: those of this run are known by their digest.
        yield return options.DataPrefix is null
            ? new(root, readSets)
            : new(root, $"{readSets}{HydrationPlaces.NameOf(settings)}");
    }
}
