using Bench.Storage.Buckets;
using Google.Apis.Storage.v1.Data;
using Google.Cloud.Storage.V1;

namespace Bench.Storage.Gcs;

/// <summary>
/// Copies that the server makes: <c>objects.rewrite</c>, asked again with the token of its reply until it says that it is
/// done. Within one location that is mostly at once. Without a body the metadata is the source's.
/// </summary>
internal static class GcsRewrites
{
    /// <param name="token">Of the reply before; null to begin.</param>
    public static Task<RewriteResponse> StepAsync(
        StorageClient client,
        string bucket,
        string source,
        string target,
        string? token,
        CancellationToken cancel
    )
    {
        var request = client.Service.Objects.Rewrite(null, bucket, source, bucket, target);
        request.RewriteToken = token;
        return request.ExecuteAsync(cancel);
    }

    public static CopyReply Read(RewriteResponse reply, string uri) =>
        reply switch
        {
            { Done: true } => CopyReply.Done,
            { RewriteToken: { Length: > 0 } token } => CopyReply.GoesOn(token),
            _ => throw GcsErrors.NotUnderstood(
                uri,
                "its rewrite is not done and names no token to go on with"
            ),
        };
}
