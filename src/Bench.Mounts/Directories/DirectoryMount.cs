using Bench.Mounts.Sources;

namespace Bench.Mounts.Directories;

/// <summary>A local folder as it is. There is nothing to mount, so there is nothing to undo.</summary>
public sealed class DirectoryMount : IMountKind
{
    public string Name => "directory";

    public bool TakesArguments => false;

    public string? SourceProblem(string source) =>
        BucketSource.SchemeOf(source) is { } scheme
            ? MountKinds.Taking(scheme).Select(kind => kind.Name).ToList() is { Count: > 0 } kinds
                ? $"is a bucket, which mount kind '{Name}' does not take; use --mount {string.Join(" or ", kinds)}"
                : "is neither a folder nor a bucket that can be mounted; give a folder, s3://bucket/prefix or gs://bucket/prefix"
            : null;

    public Task<IMounted> MountAsync(MountRequest request, CancellationToken cancel)
    {
        try
        {
            Directory.CreateDirectory(request.Source);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MountException(
                $"the test data folder {request.Source} cannot be used: {e.Message}",
                e
            );
        }
        return Task.FromResult<IMounted>(new MountedDirectory(Path.GetFullPath(request.Source)));
    }

    private sealed class MountedDirectory(string path) : IMounted
    {
        public string Path { get; } = path;

        public IReadOnlyDictionary<string, string> Tools { get; } =
            new Dictionary<string, string>();

        public Task UnmountAsync(CancellationToken cancel) => Task.CompletedTask;
    }
}
