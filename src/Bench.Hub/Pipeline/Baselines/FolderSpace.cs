using Bench.Hub.Pipeline.Files;

namespace Bench.Hub.Pipeline.Baselines;

/// <summary>Data of backends in folders of this machine.</summary>
public sealed class FolderSpace : IBaselineSpace
{
    public async Task<byte[]?> ReadAsync(string place, string name, CancellationToken cancel)
    {
        var path = Path.Combine(place, name);
        return File.Exists(path) ? await File.ReadAllBytesAsync(path, cancel) : null;
    }

    public Task WriteAsync(string place, string name, byte[] content, CancellationToken cancel)
    {
        Directory.CreateDirectory(place);
        return File.WriteAllBytesAsync(Path.Combine(place, name), content, cancel);
    }

    public Task<bool> HasDataAsync(string place, CancellationToken cancel) =>
        Task.FromResult(
            Directory.Exists(place)
                && Directory
                    .EnumerateFileSystemEntries(place)
                    .Any(path => !BaselineFiles.All.Contains(Path.GetFileName(path)))
        );

    public Task<TreeDigest> CopyAsync(string source, string target, CancellationToken cancel)
    {
        Trees.Wipe(target);
        return Task.FromResult(TreeDigest.OfCopy(source, target, BaselineFiles.All, cancel));
    }

    public Task<TreeDigest> MoveAsync(string source, string target, CancellationToken cancel)
    {
        // What is taken stays what it is: nobody writes there, the backend is down.
        var digest = TreeDigest.Of(source, BaselineFiles.All, cancel);
        Trees.Move(source, target, cancel);
        return Task.FromResult(digest);
    }

    public Task DeleteAsync(string place, CancellationToken cancel)
    {
        if (
            Directory.Exists(place)
            && !BaselineFiles.All.Any(name => File.Exists(Path.Combine(place, name)))
        )
        {
            Trees.Wipe(place);
        }
        Trees.Delete(place);
        return Task.CompletedTask;
    }
}
