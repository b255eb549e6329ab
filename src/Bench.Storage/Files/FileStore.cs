using System.Runtime.CompilerServices;

namespace Bench.Storage.Files;

/// <summary>
/// A store in a folder. An object is written whole under a name of its own and then linked (create-if-absent: an
/// exclusive link) or renamed (PUT) into place, so a reader never sees half of one, on any local file system and on NFS.
/// </summary>
public sealed class FileStore : IObjectStore
{
    private readonly string _root;
    private readonly string _temporary;
    private readonly string _temporaryPrefix = Guid.NewGuid().ToString("N");
    private long _temporaryCount;

    /// <param name="root">An absolute path; made when first written to.</param>
    public FileStore(string root)
    {
        if (!Path.IsPathRooted(root))
        {
            throw new ArgumentException("A file store needs an absolute path.", nameof(root));
        }
        _root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(root));
        _temporary = $"{_root}/{FileKeys.Temporary}";
        Uri = new UriBuilder(System.Uri.UriSchemeFile, "") { Path = _root }
            .Uri
            .AbsoluteUri;
    }

    public string Uri { get; }

    /// <summary>The folder.</summary>
    public string Root => _root;

    public async Task<byte[]?> GetAsync(string key, CancellationToken cancel)
    {
        await using var stream = Open(key);
        if (stream is null)
        {
            return null;
        }
        var content = new byte[stream.Length];
        await stream.ReadExactlyAsync(content, cancel);
        return content;
    }

    public Task<Stream?> OpenAsync(string key, CancellationToken cancel) =>
        Task.FromResult<Stream?>(Open(key));

    public async Task PutAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancel)
    {
        using var stream = new ReadOnlyMemoryStream(content);
        await WriteAsync(key, stream, durable: false, Rename, cancel);
    }

    public Task PutAsync(string key, Stream content, CancellationToken cancel) =>
        WriteAsync(key, content, durable: true, Rename, cancel);

    public async Task<bool> TryCreateAsync(
        string key,
        ReadOnlyMemory<byte> content,
        CancellationToken cancel
    )
    {
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
        var slash = prefix.LastIndexOf('/');
        var folder = slash < 0 ? "" : prefix[..slash];
        foreach (var info in FileListing.Below(_root, folder, prefix))
        {
            cancel.ThrowIfCancellationRequested();
            yield return info;
        }
    }

    public Task DeleteAsync(string key, CancellationToken cancel)
    {
        try
        {
            File.Delete(PathOf(key));
        }
        catch (DirectoryNotFoundException)
        {
            // Its folder is gone too: there is nothing left to delete.
        }
        catch (Exception e) when (FileErrors.IsFileSystemError(e))
        {
            throw FileErrors.Classed(e, UriOf(key));
        }
        return Task.CompletedTask;
    }

    private FileStream? Open(string key)
    {
        try
        {
            return new FileStream(
                PathOf(key),
                FileMode.Open,
                FileAccess.Read,
                FileShare.ReadWrite | FileShare.Delete,
                bufferSize: 0
            );
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
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
        var temporary =
            $"{_temporary}/{_temporaryPrefix}-{Interlocked.Increment(ref _temporaryCount)}";
        try
        {
            Directory.CreateDirectory(_temporary);
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
                }
                if (!publish(temporary, path))
                {
                    return false;
                }
                if (durable)
                {
                    Posix.SyncDirectory(folder);
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
            throw FileErrors.Classed(e, UriOf(key));
        }
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
