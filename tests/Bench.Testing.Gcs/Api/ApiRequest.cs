using Bench.Testing.Gcs.Protocol;

namespace Bench.Testing.Gcs.Api;

/// <summary>A request as the API reads it.</summary>
internal sealed class ApiRequest
{
    public required string Method { get; init; }
    public required Target Target { get; init; }
    public required Stream Body { get; init; }
    public required Func<string, string?> Header { get; init; }

    /// <summary>Of the bucket's address on, without what stands before it.</summary>
    public IReadOnlyList<string> Path { get; private init; } = [];

    public RequestKind Kind { get; private init; }

    public static ApiRequest Of(
        string method,
        string rawTarget,
        Stream body,
        Func<string, string?> header
    )
    {
        var target = new Target(rawTarget);
        var segments = target.Segments;
        var isUpload = segments[0] is "upload";
        var skipped = segments[0] is "upload" or "download" ? 1 : 0;
        IReadOnlyList<string> path =
            segments.Skip(skipped).Take(2) is var start
            && start.SequenceEqual(["storage", "v1"], StringComparer.Ordinal)
                ? [.. segments.Skip(skipped + 2)]
                : [];
        return new ApiRequest
        {
            Method = method,
            Target = target,
            Body = body,
            Header = header,
            Path = path,
            Kind =
                path.Count == 0 ? KindOfOther(segments)
                : isUpload ? KindOfUpload(method, target, header)
                : KindOf(method, target, path),
        };
    }

    private static RequestKind KindOfOther(IReadOnlyList<string> segments) =>
        segments[0] is "token" or "computeMetadata" or "" ? RequestKind.Token : RequestKind.Unknown;

    private static RequestKind KindOfUpload(
        string method,
        Target target,
        Func<string, string?> header
    ) =>
        (method, target["upload_id"]) switch
        {
            ("PUT", { }) => header("Content-Range")
                ?.StartsWith("bytes */", StringComparison.Ordinal)
                is true
                ? RequestKind.UploadStatus
                : RequestKind.UploadPart,
            ("DELETE", { }) => RequestKind.CancelUpload,
            ("POST", null) => target["uploadType"] is "resumable"
                ? RequestKind.BeginUpload
                : RequestKind.Insert,
            _ => RequestKind.Unknown,
        };

    private static RequestKind KindOf(string method, Target target, IReadOnlyList<string> path) =>
        (method, path.Count, path.Count > 2 ? path[2] : "o") switch
        {
            ("POST", 1, _) => RequestKind.BucketInsert,
            ("GET", 2, _) => RequestKind.BucketGet,
            ("GET", 3, "o") => RequestKind.List,
            ("GET", 4, "o") => target["alt"] is "media"
                ? RequestKind.Download
                : RequestKind.Describe,
            ("DELETE", 4, "o") => RequestKind.Delete,
            ("POST", 9, "o") when path[4] is "rewriteTo" && path[7] is "o" => RequestKind.Rewrite,
            _ => RequestKind.Unknown,
        };
}
