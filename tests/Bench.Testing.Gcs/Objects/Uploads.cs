using System.Collections.Concurrent;
using Bench.Testing.Gcs.Protocol;

namespace Bench.Testing.Gcs.Objects;

/// <summary>A resumable upload: bytes come in order, and the object is there with the last of them.</summary>
internal sealed class Upload(Bucket bucket, ObjectMetadata metadata, string folder) : IDisposable
{
    private const int Granularity = 256 * 1024;

    private readonly SemaphoreSlim _turn = new(1);
    private readonly BlobWriter _writer = new(folder);
    private StoredObject? _made;

    public async Task<Reply> ContinueAsync(
        ContentRange? range,
        Stream body,
        string? hash,
        Func<long> nextGeneration,
        CancellationToken cancel
    )
    {
        await _turn.WaitAsync(cancel);
        try
        {
            if (_made is not null)
            {
                return Reply.Json(200, _made.ToJson());
            }
            var isWhole = range is null;
            if (range is { IsQuestion: false })
            {
                await AppendAsync(range, body, cancel);
            }
            else if (isWhole)
            {
                await _writer.AppendAsync(body, long.MaxValue, cancel);
            }
            return isWhole || range!.Total == _writer.Length
                ? Finish(hash, nextGeneration)
                : Reply.Incomplete(_writer.Length);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose()
    {
        _writer.Dispose();
        _turn.Dispose();
    }

    private async Task AppendAsync(ContentRange range, Stream body, CancellationToken cancel)
    {
        var (first, last) = (range.First!.Value, range.Last!.Value);
        var isFinal = range.Total == last + 1;
        if (!isFinal && (last + 1 - first) % Granularity != 0)
        {
            throw ApiException.Invalid(
                $"Invalid request. The number of bytes uploaded is required to be a multiple of {Granularity}, "
                    + $"except for the final request. The received request contained {last + 1 - first} bytes."
            );
        }
        if (first > _writer.Length)
        {
            throw ApiException.Invalid(
                $"Invalid request. The range begins at {first}, the upload has {_writer.Length} bytes."
            );
        }
        await SkipAsync(body, _writer.Length - first, cancel);
        await _writer.AppendAsync(body, last + 1 - _writer.Length, cancel);
    }

    private Reply Finish(string? hash, Func<long> nextGeneration)
    {
        var content = _writer.Finish();
        _made = ObjectInserts.Insert(bucket, metadata, content, hash, nextGeneration);
        return Reply.Json(200, _made.ToJson());
    }

    private static async Task SkipAsync(Stream body, long bytes, CancellationToken cancel)
    {
        var buffer = new byte[16 * 1024];
        while (bytes > 0)
        {
            var read = await body.ReadAsync(
                buffer.AsMemory(0, (int)Math.Min(bytes, buffer.Length)),
                cancel
            );
            if (read == 0)
            {
                return;
            }
            bytes -= read;
        }
    }
}

/// <summary>The resumable uploads under way, by their id.</summary>
internal sealed class Uploads : IDisposable
{
    private readonly ConcurrentDictionary<string, Upload> _uploads = new(StringComparer.Ordinal);

    public string Begin(Upload upload)
    {
        var id = Guid.NewGuid().ToString("N");
        _uploads[id] = upload;
        return id;
    }

    public Upload Find(string id) =>
        _uploads.TryGetValue(id, out var upload) ? upload : throw ApiException.NoUpload();

    public void Cancel(string id)
    {
        Find(id);
        if (_uploads.TryRemove(id, out var upload))
        {
            upload.Dispose();
        }
    }

    public void Dispose()
    {
        foreach (var id in _uploads.Keys)
        {
            Cancel(id);
        }
    }
}
