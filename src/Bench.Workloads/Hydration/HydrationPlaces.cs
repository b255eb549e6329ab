using Bench.Hub.Pipeline.Backends;
using Bench.Hub.Pipeline.Baselines;
using Bench.Storage;
using Bench.Workloads.DataSets;
using Bench.Workloads.Fio;

namespace Bench.Workloads.Hydration;

/// <summary>Where an iteration finds its baseline, and has its copy of it: in the test data, or in a bucket.</summary>
internal sealed record HydrationPlaces
{
    /// <summary>Name of the backend's bucket, or of its folder, in baselines that the workload makes.</summary>
    public const string Bucket = "modules";

    public required IBaselineSpace Space { get; init; }

    /// <summary>The baseline, which never changes.</summary>
    public required string Baseline { get; init; }

    /// <summary>The folder or prefix of everything that this iteration alone has there.</summary>
    public required string Own { get; init; }

    /// <summary>The folder or prefix of everything that this VM of this run has there.</summary>
    public required string OwnOfVm { get; init; }

    /// <summary>The bucket; null where places are folders.</summary>
    public IObjectStore? Store { get; private init; }

    /// <summary>The backend on a place, given the name of its bucket.</summary>
    public required Func<string, string, IBackend> BackendOn { get; init; }

    public bool IsLocal => Path.IsPathFullyQualified(Own);

    /// <summary>What is made anew for each iteration from the baseline.</summary>
    public string Copy => Path.Combine(Own, "backend");

    /// <summary>Where a baseline is made before it gets its name.</summary>
    public string Draft => Path.Combine(Own, "draft");

    public static HydrationPlaces Of(HydrationSettings settings, IterationRequest request)
    {
        var name = NameOf(settings);
        var readSets = DataPrefixes.ReadSets(request.Options, request.Run);
        if (settings.IsFile)
        {
            var own = DataFolders.OwnOf(request.MountPath, request.Run, request.Vm);
            return new HydrationPlaces
            {
                Space = new FolderSpace(),
                Baseline =
                    settings.Seeded
                    ?? DataFolders.ReadSet(request.MountPath, readSets, name + request.DataScope),
                Own = Path.Combine(own, request.UniqueName),
                OwnOfVm = own,
                BackendOn = PlainBackend.Folder,
            };
        }
        var (root, prefix) = Split(settings.Backend);
        var store = Stores.Open(root);
        var ownPrefix = $"{prefix}/{DataPrefixes.Written}/{request.Run}/{request.Vm}";
        return new HydrationPlaces
        {
            Store = store,
            Space = new BucketSpace(store),
            // Hosts do not know of each other's locks: each makes a baseline of its own.
            Baseline = settings.Seeded is { } seeded
                ? Split(seeded).Prefix
                : $"{prefix}/{readSets}/{name}{request.HostScope}",
            Own = $"{ownPrefix}/{request.UniqueName}",
            OwnOfVm = ownPrefix,
            BackendOn = (place, bucket) =>
                PlainBackend.Bucket(StoreUris.Child(root, $"{place}/{bucket}")),
        };
    }

    /// <summary>
    /// Deletes what this VM of this run has in a bucket, of iterations that failed and of workers that died too. Its name
    /// holds the run and the VM, which says whose it is.
    /// </summary>
    public async Task DeleteOwnOfVmAsync(CancellationToken cancel)
    {
        if (Store is not null)
        {
            await DataCleaning.DeleteObjectsAsync(Store, $"{OwnOfVm}/", cancel);
        }
    }

    /// <summary>A baseline's name; what tells hosts apart may follow.</summary>
    public static string NameOf(HydrationSettings settings) => $"hub-{settings.BaselineDigest()}";

    /// <summary>The URI of the bucket alone, with its settings, and the prefix.</summary>
    public static (string Root, string Prefix) Split(string uri)
    {
        var (path, query) = StoreUris.Split(uri);
        var slash = path.IndexOf('/', HydrationColumns.S3Scheme.Length);
        return (path[..slash] + query, path[(slash + 1)..].Trim('/'));
    }
}
