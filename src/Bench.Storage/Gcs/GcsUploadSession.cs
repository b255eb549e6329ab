using System.Net;
using Bench.Model.Digests;
using Bench.Storage.Buckets;
using Object = Google.Apis.Storage.v1.Data.Object;

namespace Bench.Storage.Gcs;

/// <summary>
/// A resumable upload. The server wants the bytes in order and says how many it has; after a lost reply that is asked
/// first, and only what is missing is sent again.
/// </summary>
/// <param name="session">Its address: whoever knows it may write, so it is never shown.</param>
/// <param name="uri">The object, for messages.</param>
/// <param name="crc32C">Of the whole object, in hex, where it was told at the beginning.</param>
internal sealed class GcsUploadSession(GcsCalls calls, Uri session, string uri, string? crc32C)
    : IUploadSession
{
    /// <summary>Every part but the last is a multiple of this.</summary>
    public const int Granularity = 256 * 1024;

    private const HttpStatusCode Cancelled = (HttpStatusCode)499;

    private readonly Crc32CHash _hash = new();
    private long _hashed;
    private long _kept;
    private long? _total;
    private bool _replyLost;
    private Object? _made;

    public int MaxParallel => 1;

    /// <summary>Whether the server refused the upload because there is an object already.</summary>
    public bool IsRefused { get; private set; }

    public async Task PutPartAsync(
        int number,
        long offset,
        ReadOnlyMemory<byte> content,
        bool isLast,
        CancellationToken cancel
    )
    {
        if (!isLast && content.Length % Granularity != 0)
        {
            throw new ArgumentException(
                $"A part that is not the last must be a multiple of {Granularity} bytes.",
                nameof(content)
            );
        }
        var end = offset + content.Length;
        _total = isLast ? end : _total;
        Hash(offset, content.Span);
        if (_replyLost)
        {
            await ExchangeAsync(0, ReadOnlyMemory<byte>.Empty, cancel);
        }
        if (IsOver || (_kept >= end && !isLast))
        {
            return;
        }
        if (_kept < offset)
        {
            throw NotThrough(
                $"it has only {_kept} of the {offset} bytes that were sent before",
                isLost: true
            );
        }
        var missing = content[(int)(_kept - offset)..];
        await ExchangeAsync(_kept, missing, cancel);
        if (!IsOver && _kept < end)
        {
            throw NotThrough($"it kept {_kept} of {end} bytes");
        }
    }

    public async Task CompleteAsync(CancellationToken cancel)
    {
        if (_total is null)
        {
            throw new InvalidOperationException("The last part was not sent.");
        }
        if (!IsOver)
        {
            await ExchangeAsync(0, ReadOnlyMemory<byte>.Empty, cancel);
        }
        if (!IsOver)
        {
            throw NotThrough($"it has {_kept} of {_total} bytes");
        }
        var stored = GcsHash.ToHex(_made?.Crc32c, 4);
        foreach (var sent in new[] { crc32C, WholeHash }.OfType<string>())
        {
            if (stored is not null && !string.Equals(sent, stored, StringComparison.Ordinal))
            {
                throw GcsErrors.Corrupt(
                    uri,
                    $"the object was stored with CRC-32C {stored}, it was sent with {sent}"
                );
            }
        }
    }

    public async Task AbortAsync(CancellationToken cancel)
    {
        if (IsOver)
        {
            return;
        }
        var answer = await calls.AskAsync(
            uri,
            client => GcsUploads.CancelAsync(client, session, cancel),
            cancel,
            Cancelled,
            HttpStatusCode.NotFound,
            HttpStatusCode.Gone
        );
        answer.Value?.Dispose();
    }

    private bool IsOver => _made is not null || IsRefused;

    private string? WholeHash => _hashed == _total ? _hash.Hex : null;

    /// <summary>Each byte once, however often it is sent.</summary>
    private void Hash(long offset, ReadOnlySpan<byte> content)
    {
        if (offset == _hashed)
        {
            _hash.Append(content);
            _hashed += content.Length;
        }
    }

    private async Task ExchangeAsync(
        long offset,
        ReadOnlyMemory<byte> content,
        CancellationToken cancel
    )
    {
        _replyLost = true;
        var ends = _total == offset + content.Length || content.IsEmpty;
        var answer = await calls.AskAsync(
            uri,
            async client =>
            {
                using var reply = await GcsUploads.SendPartAsync(
                    client,
                    session,
                    offset,
                    content,
                    ends ? _total : null,
                    ends ? WholeHash : null,
                    cancel
                );
                return reply.StatusCode is GcsUploads.Incomplete
                    ? new Reached(null, KeptOf(reply))
                    : new Reached(await GcsCalls.ReadAsync<Object>(client, reply, cancel), 0);
            },
            cancel,
            HttpStatusCode.PreconditionFailed,
            HttpStatusCode.NotFound,
            HttpStatusCode.Gone
        );
        switch (answer.Refusal?.Status)
        {
            case HttpStatusCode.PreconditionFailed:
                IsRefused = true;
                break;
            case HttpStatusCode.NotFound or HttpStatusCode.Gone:
                throw NotThrough("it is not there any more", isLost: true);
            default:
                (_made, _kept) = answer.Value!;
                break;
        }
        _replyLost = false;
    }

    /// <summary>A reply without a range says that nothing was kept.</summary>
    private static long KeptOf(HttpResponseMessage reply)
    {
        if (!reply.Headers.TryGetValues("Range", out var values))
        {
            return 0;
        }
        var range = values.First();
        return long.TryParse(
            range.AsSpan(range.IndexOf('-', StringComparison.Ordinal) + 1),
            out var last
        )
            ? last + 1
            : 0;
    }

    private StoreException NotThrough(string what, bool isLost = false) =>
        new(
            StoreError.Unavailable,
            uri,
            $"the upload did not go through: {what}",
            "try again, and write the object anew if it comes back"
        )
        {
            IsLostUpload = isLost,
        };

    /// <param name="Made">The object; null while the upload is not complete.</param>
    /// <param name="Kept">Bytes that the server has.</param>
    private sealed record Reached(Object? Made, long Kept);
}
