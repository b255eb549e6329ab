using System.Runtime.CompilerServices;
using Bench.Storage.Telemetry;

namespace Bench.Storage.Files;

/// <summary>
/// A store in a folder. An object is written whole under a name of its own and then linked (create-if-absent: an
/// exclusive link) or renamed (PUT) into place, so a reader never sees half of one, on any local file system and on NFS.
/// </summary>
public sealed class FileStore : IObjectStore
{
    private readonly string _root;
    private readonly HalfWritten _halfWritten;
    private readonly DurableFolders _durable;

    /// <param name="root">An absolute path; made when first written to.</param>
    public FileStore(string root)
    {
        if (!Path.IsPathRooted(root))
        {
            throw new ArgumentException("A file store needs an absolute path.", nameof(root));
        }
        _root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(root));
        _halfWritten = new HalfWritten(_root);
        _durable = new DurableFolders(_root);
        // Escaped by segment: UriBuilder keeps '%41' as it is and takes '\\', '?' and '#' for more than a name.
        Uri = "file://" + string.Join('/', _root.Split('/').Select(System.Uri.EscapeDataString));
    }

    public string Uri { get; }

    /// <summary>The folder.</summary>
    public string Root => _root;

    public Task<byte[]?> GetAsync(string key, CancellationToken cancel) =>
        StoreMetrics.TimeAsync(
            Uri,
            "get",
            () => ReadAsync(key, cancel),
            static content => StoreMetrics.Found(content is not null)
        );

    private async Task<byte[]?> ReadAsync(string key, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        await using var stream = Open(key);
        if (stream is null)
        {
            return null;
        }
        var content = new byte[stream.Length];
        await stream.ReadExactlyAsync(content, cancel);
        return content;
    }

    public async Task<byte[]?> GetRangeAsync(
        string key,
        long offset,
        int length,
        CancellationToken cancel
    )
    {
        cancel.ThrowIfCancellationRequested();
        await using var stream = Open(key);
        if (stream is null)
        {
            return null;
        }
        var content = new byte[Math.Clamp(stream.Length - offset, 0, length)];
        stream.Position = offset;
        await stream.ReadExactlyAsync(content, cancel);
        return content;
    }

    public Task<Stream?> OpenAsync(string key, CancellationToken cancel) =>
        cancel.IsCancellationRequested
            ? Task.FromCanceled<Stream?>(cancel)
            : StoreMetrics.TimeAsync(
                Uri,
                "open",
                () => Task.FromResult<Stream?>(Open(key)),
                static stream => StoreMetrics.Found(stream is not null)
            );

    public Task PutAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancel) =>
        StoreMetrics.TimeAsync(
            Uri,
            "put",
            async () =>
            {
                using var stream = new ReadOnlyMemoryStream(content);
                await WriteAsync(key, stream, durable: false, Rename, cancel);
            }
        );

    public Task PutAsync(string key, Stream content, CancellationToken cancel) =>
        StoreMetrics.TimeAsync(
            Uri,
            "upload",
            () => WriteAsync(key, content, durable: true, Rename, cancel)
        );

    public Task<bool> TryCreateAsync(
        string key,
        ReadOnlyMemory<byte> content,
        CancellationToken cancel
    ) =>
        StoreMetrics.TimeAsync(
            Uri,
            "create",
            () => CreateAsync(key, content, cancel),
            StoreMetrics.Created
        );

    private async Task<bool> CreateAsync(
        string key,
        ReadOnlyMemory<byte> content,
        CancellationToken cancel
    )
    {
        cancel.ThrowIfCancellationRequested();
        if (File.Exists(PathOf(key)))
        {
            return false;
        }
        using var stream = new ReadOnlyMemoryStream(content);
        return await WriteAsync(key, stream, durable: true, Link, cancel);
    }

    public async IAsyncEnumerable<ObjectInfo> ListAsync(
        string prefix,
        [EnumeratorCancellation] CancellationToken cancel
    )
    {
        await Task.CompletedTask;
        cancel.ThrowIfCancellationRequested();
        if (FileKeys.FolderOf(_root, prefix) is not { } folder)
        {
            yield break;
        }
        foreach (var info in FileListing.Below(_root, folder, prefix))
        {
            cancel.ThrowIfCancellationRequested();
            yield return info;
        }
    }

    public async IAsyncEnumerable<string> ListFoldersAsync(
        [EnumeratorCancellation] CancellationToken cancel
    )
    {
        await Task.CompletedTask;
        foreach (var folder in FileListing.Folders(_root))
        {
            cancel.ThrowIfCancellationRequested();
            yield return folder;
        }
    }

    public Task DeleteAsync(string key, CancellationToken cancel) =>
        cancel.IsCancellationRequested
            ? Task.FromCanceled(cancel)
            : StoreMetrics.TimeAsync(Uri, "delete", () => RemoveAsync(key));

    private Task RemoveAsync(string key)
    {
        var path = PathOf(key);
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (FileErrors.IsNoObject(e, path))
        {
            // There is nothing to delete.
        }
        catch (Exception e) when (FileErrors.IsFileSystemError(e))
        {
            throw FileErrors.Classed(e, UriOf(key));
        }
        return Task.CompletedTask;
    }

    /// <summary>Removes the folder of a prefix whose objects were all deleted; one that holds anything stays.</summary>
    internal void RemoveEmptyFolder(string prefix)
    {
        try
        {
            Directory.Delete(PathOf(prefix), recursive: false);
        }
        catch (Exception e) when (FileErrors.IsFileSystemError(e))
        {
            // An empty folder is no object.
        }
    }

    private FileStream? Open(string key)
    {
        var path = PathOf(key);
        try
        {
            return new FileStream(
                path,
                FileMode.Open,
                FileAccess.Read,
                FileShare.ReadWrite | FileShare.Delete,
                bufferSize: 0
            );
        }
        catch (Exception e) when (FileErrors.IsNoObject(e, path))
        {
            return null;
        }
        catch (Exception e) when (FileErrors.IsFileSystemError(e))
        {
            throw FileErrors.Classed(e, UriOf(key));
        }
    }

    private async Task<bool> WriteAsync(
        string key,
        Stream content,
        bool durable,
        Func<string, string, bool> publish,
        CancellationToken cancel
    )
    {
        var path = PathOf(key);
        var folder = Path.GetDirectoryName(path)!;
        try
        {
            var temporary = _halfWritten.NewPath();
            Directory.CreateDirectory(folder);
            try
            {
                await using (
                    var file = new FileStream(
                        temporary,
                        FileMode.CreateNew,
                        FileAccess.Write,
                        FileShare.Read,
                        0
                    )
                )
                {
                    await content.CopyToAsync(file, 256 * 1024, cancel);
                    file.Flush(flushToDisk: durable);
                    // The kernel's own time stands still for up to 10 ms, in which two versions would look the same.
                    File.SetLastWriteTimeUtc(
                        file.SafeFileHandle,
                        TimeProvider.System.GetUtcNow().UtcDateTime
                    );
                }
                if (!publish(temporary, path))
                {
                    return Directory.Exists(path)
                        ? throw FileErrors.NameConflict(UriOf(key))
                        : false;
                }
                if (durable)
                {
                    _durable.Sync(folder);
                }
                return true;
            }
            finally
            {
                File.Delete(temporary);
            }
        }
        catch (Exception e) when (FileErrors.IsFileSystemError(e))
        {
            throw Classed(e, folder, key);
        }
    }

    /// <summary>Why a write failed: a file that stands where a folder is needed tells more than the error number.</summary>
    private StoreException Classed(Exception e, string folder, string key)
    {
        for (var path = folder; path is { Length: > 1 }; path = Path.GetDirectoryName(path))
        {
            if (File.Exists(path))
            {
                return path.Length > _root.Length
                    ? FileErrors.NameConflict(UriOf(key), e)
                    : FileErrors.NoFolder(Uri, path, e);
            }
        }
        return FileErrors.Classed(e, UriOf(key));
    }

    private static bool Rename(string temporary, string path)
    {
        File.Move(temporary, path, overwrite: true);
        return true;
    }

    private static bool Link(string temporary, string path) =>
        Posix.Link(temporary, path) switch
        {
            0 => true,
            Posix.AlreadyExists => false,
            var error => throw new IOException($"the link was refused (error {error})", error),
        };

    private string PathOf(string key) => FileKeys.PathOf(_root, Uri, key);

    private string UriOf(string key) => $"{Uri}/{key}";
}
