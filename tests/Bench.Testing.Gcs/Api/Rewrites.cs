using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Bench.Testing.Gcs.Objects;
using Bench.Testing.Gcs.Protocol;

namespace Bench.Testing.Gcs.Api;

/// <summary>
/// <c>objects.rewrite</c>: a step moves so many bytes, and its reply has a token to go on with until it is done. The
/// token holds how far it is, so that a step whose reply was lost can be asked for again.
/// </summary>
internal sealed class Rewrites(string folder, long? stepBytes)
{
    public async Task<Reply> StepAsync(
        Bucket from,
        Bucket to,
        ApiRequest request,
        Func<long> nextGeneration,
        CancellationToken cancel
    )
    {
        var (source, target) = (request.Path[3], request.Path[8]);
        if (!ObjectNames.IsValid(target))
        {
            throw ApiException.Invalid($"Invalid object name: '{target}'.");
        }
        var begun = Token.Parse(request.Target["rewriteToken"]);
        if (begun is not null && begun.Names != $"{from.Name}/{source}>{to.Name}/{target}")
        {
            throw ApiException.Invalid("The rewriteToken is invalid.");
        }
        var (found, content) =
            from.Open(source, begun?.Generation) ?? throw ApiException.NoObject(from.Name, source);
        await using var bytes = content;
        var done = Math.Min(
            found.Blob.Length,
            (begun?.Done ?? 0) + (stepBytes ?? found.Blob.Length)
        );
        if (done < found.Blob.Length)
        {
            var token = new Token(
                found.Generation,
                done,
                $"{from.Name}/{source}>{to.Name}/{target}"
            );
            return Answer(found.Blob.Length, done, token.ToString(), null);
        }
        using var writer = new BlobWriter(folder);
        await writer.AppendAsync(bytes, long.MaxValue, cancel);
        var made =
            to.Put(
                target,
                found.ContentType,
                writer.Finish(),
                request.Target.Number("ifGenerationMatch"),
                nextGeneration
            ) ?? throw ApiException.Condition();
        return Answer(found.Blob.Length, done, null, made);
    }

    private static Reply Answer(long size, long done, string? token, StoredObject? made)
    {
        var json = new JsonObject
        {
            ["kind"] = "storage#rewriteResponse",
            ["totalBytesRewritten"] = done.ToString(CultureInfo.InvariantCulture),
            ["objectSize"] = size.ToString(CultureInfo.InvariantCulture),
            ["done"] = made is not null,
        };
        if (token is not null)
        {
            json["rewriteToken"] = token;
        }
        if (made is not null)
        {
            json["resource"] = made.ToJson();
        }
        return Reply.Json(200, json);
    }

    private sealed record Token(long Generation, long Done, string Names)
    {
        public static Token? Parse(string? text)
        {
            if (text is null)
            {
                return null;
            }
            try
            {
                var parts = Encoding.UTF8.GetString(Convert.FromBase64String(text)).Split('|', 3);
                return new Token(
                    long.Parse(parts[0], CultureInfo.InvariantCulture),
                    long.Parse(parts[1], CultureInfo.InvariantCulture),
                    parts[2]
                );
            }
            catch (Exception e) when (e is FormatException or IndexOutOfRangeException)
            {
                throw ApiException.Invalid("The rewriteToken is invalid.");
            }
        }

        public override string ToString() =>
            Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Generation}|{Done}|{Names}"));
    }
}
