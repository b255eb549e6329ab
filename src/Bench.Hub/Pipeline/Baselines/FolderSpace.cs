using Bench.Hub.Files;
using Bench.Hub.Pipeline.Files;

namespace Bench.Hub.Pipeline.Baselines;

/// <summary>Data of backends in folders of this machine.</summary>
public sealed class FolderSpace : IBaselineSpace
{
    public string NameOf(string place) => place;

    public StageLock? LockOf(string place) => StageLock.OfFolder(place);

    public async Task<byte[]?> ReadAsync(string place, string name, CancellationToken cancel)
    {
        var path = Path.Combine(place, name);
        return File.Exists(path) ? await File.ReadAllBytesAsync(path, cancel) : null;
    }

    public Task WriteAsync(string place, string name, byte[] content, CancellationToken cancel)
    {
        Directory.CreateDirectory(place);
        return WholeFile.WriteAsync(Path.Combine(place, name), content, cancel);
    }

    public Task RemoveAsync(string place, string name, CancellationToken cancel)
    {
        if (Directory.Exists(place))
        {
            File.Delete(Path.Combine(place, name));
        }
        return Task.CompletedTask;
    }

    public Task MarkAsync(string place, CancellationToken cancel)
    {
        Trees.MarkOwn(place);
        return Task.CompletedTask;
    }

    public Task<bool> IsEmptyAsync(string place, CancellationToken cancel) =>
        Task.FromResult(
            !Directory.Exists(place) || !Directory.EnumerateFileSystemEntries(place).Any()
        );

    public Task<TreeDigest> DigestAsync(string place, CancellationToken cancel) =>
        Task.FromResult(TreeDigest.Of(place, BaselineFiles.All, cancel));

    public Task<bool> HasDataAsync(string place, CancellationToken cancel) =>
        Task.FromResult(
            Directory.Exists(place)
                && Directory
                    .EnumerateFileSystemEntries(place)
                    .Any(path => !BaselineFiles.All.Contains(Path.GetFileName(path)))
        );

    public async Task<TreeDigest> CopyAsync(string source, string target, CancellationToken cancel)
    {
        await OwnPlaces.CheckAsync(this, target, cancel);
        await EmptyAsync(target, cancel);
        await WriteAsync(target, BaselineFiles.Unfinished, BaselineFiles.ByCopy, cancel);
        return TreeDigest.OfCopy(source, target, BaselineFiles.All, cancel);
    }

    public async Task<TreeDigest?> TryMoveAsync(
        string source,
        string target,
        CancellationToken cancel
    )
    {
        // What is taken stays what it is: nobody writes there, the backend is down.
        var digest = await DigestAsync(source, cancel);
        if (!Trees.TryRename(source, target))
        {
            Trees.CopyWhole(source, target, cancel);
        }
        return digest;
    }

    public async Task DeleteAsync(string place, CancellationToken cancel)
    {
        if (!Directory.Exists(place))
        {
            return;
        }
        await OwnPlaces.CheckAsync(this, place, cancel);
        await EmptyAsync(place, cancel);
        Trees.Delete(place);
    }

    /// <summary>The mark stays: whoever is killed meanwhile leaves a place that may be wiped again.</summary>
    private async Task EmptyAsync(string place, CancellationToken cancel)
    {
        await MarkAsync(place, cancel);
        await RemoveAsync(place, BaselineFiles.Seeded, cancel);
        Trees.Wipe(place);
    }
}
