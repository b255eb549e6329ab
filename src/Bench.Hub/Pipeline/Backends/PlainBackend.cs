namespace Bench.Hub.Pipeline.Backends;

/// <summary>A backend that is there without being started: a folder, or a bucket with the user's own credentials.</summary>
public sealed class PlainBackend : IBackend
{
    private readonly string _spec;

    private PlainBackend(string kind, string spec, string? folder) =>
        (Kind, _spec, DataFolder) = (kind, spec, folder);

    public string Kind { get; }

    public string? DataFolder { get; }

    /// <summary>A folder of a bucket's name below a folder.</summary>
    public static PlainBackend Folder(string dataFolder, string bucket)
    {
        var full = Path.GetFullPath(dataFolder);
        return new("file", new Uri(Path.Combine(full, bucket)).AbsoluteUri, full);
    }

    /// <summary>A bucket, or a prefix of one.</summary>
    public static PlainBackend Bucket(string uri) => new("s3", uri, null);

    public void Check()
    {
        // Nothing is started; who uses it tells what is wrong with it.
    }

    public Task<IRunningBackend> StartAsync(string logFolder, CancellationToken cancel)
    {
        if (DataFolder is not null)
        {
            Directory.CreateDirectory(new Uri(_spec).LocalPath);
        }
        return Task.FromResult<IRunningBackend>(new Running(_spec));
    }

    private sealed record Running(string TargetSpec) : IRunningBackend
    {
        public IReadOnlyDictionary<string, string?> HubEnvironment { get; } =
            new Dictionary<string, string?>(StringComparer.Ordinal);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
