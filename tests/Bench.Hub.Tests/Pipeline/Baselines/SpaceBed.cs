using Bench.Hub.Pipeline.Baselines;
using Bench.Hub.Tests.Support;
using Bench.Storage;

namespace Bench.Hub.Tests.Pipeline.Baselines;

/// <summary>Places of backends' data, in folders or in a bucket that a folder stands for.</summary>
internal sealed class SpaceBed : IDisposable
{
    private readonly TestArea _area = new();
    private readonly bool _onBucket;

    public SpaceBed(bool onBucket)
    {
        _onBucket = onBucket;
        Store = new HookedStore(_area.Store);
        Space = onBucket ? new BucketSpace(Store, _area.PathOf("locks")) : new FolderSpace();
    }

    /// <summary>The bucket, where there is one.</summary>
    public HookedStore Store { get; }

    public IBaselineSpace Space { get; }

    public string PlaceOf(string name) => _onBucket ? $"hub/{name}" : FolderOf(name);

    /// <summary>Where a test sees a place's files.</summary>
    public string FolderOf(string name) =>
        _area.PathOf(_onBucket ? $"store/hub/{name}" : $"hub/{name}");

    /// <summary>A folder that is no place.</summary>
    public string PathOf(string name) => _area.PathOf(name);

    public void Write(string name, string file, string text) =>
        ModuleTree.Write(FolderOf(name), file, System.Text.Encoding.UTF8.GetBytes(text));

    /// <summary>The files of a place.</summary>
    public IReadOnlyList<string> FilesOf(string name) =>
        !Directory.Exists(FolderOf(name))
            ? []
            :
            [
                .. Directory
                    .EnumerateFiles(FolderOf(name), "*", SearchOption.AllDirectories)
                    .Select(file => Path.GetRelativePath(FolderOf(name), file))
                    .Order(StringComparer.Ordinal),
            ];

    public void Dispose() => _area.Dispose();
}
