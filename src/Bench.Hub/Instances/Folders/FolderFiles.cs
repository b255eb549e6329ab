using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;

namespace Bench.Hub.Instances.Folders;

/// <summary>A folder's files over HTTP, to be read and nothing else: <c>/files/</c> lists them, <c>/files/PATH</c> is one, or a range of it.</summary>
internal sealed class FolderFiles(string folder)
{
    private const string Prefix = "/files/";
    private readonly string _root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));

    public bool IsThere => Directory.Exists(_root);

    public async Task HandleAsync(HttpContext context, string path)
    {
        var response = context.Response;
        if (
            !HttpMethods.IsGet(context.Request.Method)
            && !HttpMethods.IsHead(context.Request.Method)
        )
        {
            response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            response.Headers.Allow = "GET, HEAD";
            return;
        }
        if (path == Prefix)
        {
            await ListAsync(context);
            return;
        }
        if (
            !path.StartsWith(Prefix, StringComparison.Ordinal)
            || Find(path[Prefix.Length..]) is not { } file
        )
        {
            response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }
        await TypedResults
            .PhysicalFile(
                file.FullName,
                lastModified: new DateTimeOffset(file.LastWriteTimeUtc),
                enableRangeProcessing: true
            )
            .ExecuteAsync(context);
    }

    /// <summary>A regular file of the folder, reached without any link.</summary>
    private FileInfo? Find(string relative)
    {
        var path = _root;
        foreach (var part in relative.Split('/'))
        {
            if (part is "" or "." or ".." || part.Contains('\0', StringComparison.Ordinal))
            {
                return null;
            }
            path = Path.Combine(path, part);
            if (new FileInfo(path).LinkTarget is not null)
            {
                return null;
            }
        }
        var file = new FileInfo(path);
        return file.Exists ? file : null;
    }

    private async Task ListAsync(HttpContext context)
    {
        var files = FolderWalk
            .Files(_root)
            .Select(file => new ListedFile(Path.GetRelativePath(_root, file.FullName), file.Length))
            .OrderBy(file => file.Path, StringComparer.Ordinal);
        context.Response.ContentType = "application/json";
        await JsonSerializer.SerializeAsync(
            context.Response.Body,
            new FileList([.. files]),
            FolderJson.Default.FileList,
            context.RequestAborted
        );
    }
}

internal sealed record ListedFile(string Path, long Bytes);

internal sealed record FileList(IReadOnlyList<ListedFile> Files);

/// <param name="Status">As the states of a collection are called.</param>
internal sealed record CollectionReply(
    string Status,
    long RemovedFiles,
    long RemovedBytes,
    string? Error
);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(FileList))]
[JsonSerializable(typeof(CollectionReply))]
internal sealed partial class FolderJson : JsonSerializerContext;
