using Bench.Model.Runs;
using Bench.Storage;

namespace Bench.Workloads.DataSets;

/// <summary>Deletes a sealed run's data by its prefixes, and nothing beside them.</summary>
public static class DataCleaning
{
    private const int Parallel = 16;

    /// <summary>Deletes what the options say; the number of files or objects that were deleted.</summary>
    /// <param name="run">The run's owner name.</param>
    /// <exception cref="StoreException">The data cannot be listed or deleted.</exception>
    public static async Task<int> RunAsync(RunOptions options, string run, CancellationToken cancel)
    {
        var deleted = 0;
        foreach (var prefix in DataPrefixes.ToDelete(options, run))
        {
            deleted += options.TestData.Contains("://", StringComparison.Ordinal)
                ? await DeleteObjectsAsync(Stores.Open(options.TestData), prefix + "/", cancel)
                : DeleteFolder(options.TestData, prefix);
        }
        return deleted;
    }

    /// <summary>Deletes all objects whose keys begin with a text.</summary>
    internal static async Task<int> DeleteObjectsAsync(
        IObjectStore store,
        string prefix,
        CancellationToken cancel
    )
    {
        var deleted = 0;
        await System.Threading.Tasks.Parallel.ForEachAsync(
            store.ListAsync(prefix, cancel),
            new ParallelOptions { MaxDegreeOfParallelism = Parallel, CancellationToken = cancel },
            async (found, token) =>
            {
                await store.DeleteAsync(found.Key, token);
                Interlocked.Increment(ref deleted);
            }
        );
        return deleted;
    }

    /// <summary>Links below the folder are deleted, not followed.</summary>
    private static int DeleteFolder(string testData, string prefix)
    {
        var folder = new DirectoryInfo(Path.Combine(testData, prefix));
        if (!folder.Exists)
        {
            return 0;
        }
        var files = folder
            .EnumerateFiles(
                "*",
                new EnumerationOptions
                {
                    RecurseSubdirectories = true,
                    AttributesToSkip = FileAttributes.ReparsePoint,
                }
            )
            .Count();
        folder.Delete(recursive: true);
        return files;
    }
}
