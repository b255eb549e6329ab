using Bench.Model.Keys;
using Bench.Model.Names;
using Bench.Protocol.Records;
using Bench.Storage;
using Bench.Storage.Resilience;

namespace Bench.Cli.Inputs;

/// <summary>How a run is named: by its full URI, or by its id with <c>--artifacts</c>.</summary>
internal static class RunNaming
{
    /// <summary>Where runs are kept unless the user says otherwise.</summary>
    public const string DefaultArtifacts = "bench-artifacts";

    public const string ArtifactsName = "--artifacts";

    /// <summary>The records of the run that the user named.</summary>
    public static RecordStore Open(string run, string? artifacts) =>
        Open(run, artifacts, BucketSettings.None);

    /// <param name="settings">For a bucket's URI that leaves them out.</param>
    public static RecordStore Open(string run, string? artifacts, BucketSettings settings)
    {
        if (!run.Contains('/', StringComparison.Ordinal))
        {
            return new RecordStore(OpenArtifacts(artifacts, settings), new RunKeys(CheckedId(run)));
        }
        return StoreUris.Parent(settings.Fill(run)) is var (store, id)
            ? new RecordStore(Stores.Open(store), new RunKeys(CheckedId(id)))
            : throw new UsageException(
                $"'{run}' does not name a run; give its id with --artifacts, or its full URI such as s3://bucket/prefix/t1 or file:///data/bench/t1"
            );
    }

    /// <param name="requests">How often and how long a bucket's requests are tried; null for as usual.</param>
    public static IObjectStore OpenArtifacts(
        string? artifacts,
        BucketSettings settings,
        RequestSettings? requests = null
    ) =>
        Stores.Open(
            artifacts is null
                ? Path.GetFullPath(DefaultArtifacts)
                : settings.Fill(BucketUris.Artifacts(artifacts)),
            requests
        );

    private static string CheckedId(string id) =>
        Identifier.IsValid(id)
            ? id
            : throw new UsageException($"'{id}' is not a run id; run ids have {Identifier.Rule}");
}
