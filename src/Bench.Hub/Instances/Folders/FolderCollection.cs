using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Bench.Hub.Instances.Folders;

/// <summary>
/// The garbage collection of a folder. It never guesses: it removes only
/// <list type="bullet">
/// <item><b>tombstoned</b> files: <c>NAME.bench-tombstone</c> says that NAME, a file or a folder, is deleted; both go;</item>
/// <item><b>temporary</b> files: <c>*.bench-tmp</c>, left by writers that did not end;</item>
/// <item><b>orphaned</b> files: <c>NAME.bench-meta</c> describes NAME, which is not there.</item>
/// </list>
/// Folders that this leaves empty go too.
/// </summary>
internal sealed class FolderCollection(string folder)
{
    public const string Tombstone = ".bench-tombstone";
    public const string Temporary = ".bench-tmp";
    public const string Description = ".bench-meta";

    private readonly Lock _gate = new();
    private volatile bool _isStopping;
    private CollectionStatus _status = new(CollectionState.None);
    private Task _running = Task.CompletedTask;
    private long _files;
    private long _bytes;

    public CollectionStatus Status
    {
        get
        {
            lock (_gate)
            {
                return _status;
            }
        }
    }

    /// <summary>Asks for one; does nothing while one is asked for or runs.</summary>
    public void Request()
    {
        lock (_gate)
        {
            if (_status.State is CollectionState.Pending or CollectionState.Running)
            {
                return;
            }
            _status = new CollectionStatus(CollectionState.Pending);
            (_files, _bytes) = (0, 0);
            _running = Task.Run(Run);
        }
    }

    public Task StopAsync()
    {
        _isStopping = true;
        return _running;
    }

    public async Task HandleAsync(HttpContext context)
    {
        if (HttpMethods.IsPost(context.Request.Method))
        {
            Request();
            context.Response.StatusCode = StatusCodes.Status202Accepted;
        }
        else if (!HttpMethods.IsGet(context.Request.Method))
        {
            context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            context.Response.Headers.Allow = "GET, POST";
            return;
        }
        CollectionReply reply;
        lock (_gate)
        {
            reply = new(Word(_status.State), _files, _bytes, _status.Error);
        }
        context.Response.ContentType = "application/json";
        await JsonSerializer.SerializeAsync(
            context.Response.Body,
            reply,
            FolderJson.Default.CollectionReply,
            context.RequestAborted
        );
    }

    private static string Word(CollectionState state) =>
        state switch
        {
            CollectionState.None => "idle",
            CollectionState.Pending => "pending",
            CollectionState.Running => "running",
            CollectionState.Done => "done",
            _ => "failed",
        };

    private void Run()
    {
        Set(new CollectionStatus(CollectionState.Running));
        try
        {
            Collect();
            Set(new CollectionStatus(CollectionState.Done));
        }
        catch (Exception e)
            when (e is IOException or UnauthorizedAccessException or OperationCanceledException)
        {
            Set(new CollectionStatus(CollectionState.Failed, e.Message));
        }
    }

    private void Collect()
    {
        // Tombstones first: what they delete may leave orphans.
        foreach (var file in Named(Tombstone))
        {
            ThrowIfStopping();
            RemoveTarget(Without(file.FullName, Tombstone));
            Remove(file);
        }
        foreach (var file in Named(Temporary))
        {
            ThrowIfStopping();
            Remove(file);
        }
        foreach (var file in Named(Description))
        {
            ThrowIfStopping();
            if (!Path.Exists(Without(file.FullName, Description)))
            {
                Remove(file);
            }
        }
    }

    private void ThrowIfStopping()
    {
        if (_isStopping)
        {
            throw new OperationCanceledException("the instance was stopped");
        }
    }

    /// <summary>A name that is nothing but the ending stands for nothing.</summary>
    private List<FileInfo> Named(string ending) =>
        [
            .. FolderWalk
                .Files(folder)
                .Where(file =>
                    file.Name.Length > ending.Length
                    && file.Name.EndsWith(ending, StringComparison.Ordinal)
                ),
        ];

    private void RemoveTarget(string target)
    {
        if (Directory.Exists(target) && new DirectoryInfo(target).LinkTarget is null)
        {
            foreach (var file in FolderWalk.Files(target))
            {
                Count(file);
            }
            Directory.Delete(target, recursive: true);
        }
        else if (new FileInfo(target) is { Exists: true } file)
        {
            Remove(file);
        }
    }

    private void Remove(FileInfo file)
    {
        // A folder that was deleted took its own tombstones with it.
        if (!file.Exists)
        {
            return;
        }
        Count(file);
        file.Delete();
        var above = file.Directory!;
        while (
            above.FullName.Length > Path.GetFullPath(folder).Length
            && !above.EnumerateFileSystemInfos().Any()
        )
        {
            above.Delete();
            above = above.Parent!;
        }
    }

    private void Count(FileInfo file)
    {
        lock (_gate)
        {
            _files++;
            _bytes += file.Length;
        }
    }

    private void Set(CollectionStatus status)
    {
        lock (_gate)
        {
            _status = status;
        }
    }

    private static string Without(string path, string ending) => path[..^ending.Length];
}
