using System.Net;
using Google.Apis.Auth.OAuth2.Responses;

namespace Bench.Storage.Gcs;

/// <summary>Classes the errors of Google Cloud Storage once, here.</summary>
internal static class GcsErrors
{
    private const string CheckAccess =
        "check that the account may read, write, list and delete objects of the bucket (role Storage Object User), and "
        + "'credentials' of the URI or the application default credentials";

    public static bool IsTransportError(Exception e, CancellationToken cancel) =>
        e switch
        {
            HttpRequestException or IOException or TokenResponseException => true,
            OperationCanceledException => !cancel.IsCancellationRequested,
            _ => false,
        };

    public static StoreException OfException(Exception e, string uri) =>
        e switch
        {
            TokenResponseException token => OfToken(token, uri),
            OperationCanceledException => Unavailable(uri, "the server did not answer in time", e),
            HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } =>
                new StoreException(
                    StoreError.Unavailable,
                    uri,
                    $"no secure connection to the server ({e.Message})",
                    "check the endpoint and its certificate",
                    e
                ),
            _ => Unavailable(uri, $"the connection to the server failed ({e.Message})", e),
        };

    /// <summary>What a reply that is no success means.</summary>
    public static StoreException OfRefusal(GcsRefusal refusal, string uri)
    {
        var said = $"the server answers {(int)refusal.Status} ({refusal.Message})";
        return refusal.Status switch
        {
            HttpStatusCode.BadRequest when refusal.IsChecksumMismatch => Corrupt(uri, said),
            HttpStatusCode.Unauthorized => new StoreException(
                StoreError.Denied,
                uri,
                said,
                "give credentials that are valid: run 'gcloud auth application-default login' or add "
                    + "credentials=/path/to/service-account.json to the URI"
            ),
            HttpStatusCode.TooManyRequests => Throttled(refusal, uri, said),
            HttpStatusCode.Forbidden when refusal.IsRateLimit => Throttled(refusal, uri, said),
            HttpStatusCode.Forbidden => new StoreException(
                StoreError.Denied,
                uri,
                said,
                CheckAccess
            ),
            HttpStatusCode.NotFound => NoBucket(uri, refusal.Message),
            HttpStatusCode.RequestTimeout
            or HttpStatusCode.Conflict
            or >= HttpStatusCode.InternalServerError => Unavailable(
                uri,
                said,
                retryAfter: refusal.RetryAfter
            ),
            _ => new StoreException(
                StoreError.Denied,
                uri,
                $"the request is refused: {said}",
                "check the URI's bucket and endpoint: is it a server of Google Cloud Storage's JSON API?"
            ),
        };
    }

    public static StoreException NoBucket(string uri, string said) =>
        new(
            StoreError.Absent,
            uri,
            $"the bucket is not there (the server answers 404: {said})",
            "check the bucket's name and the endpoint, or create the bucket with 'gcloud storage buckets create'"
        );

    public static StoreException NotUnderstood(string uri, string reason, Exception? e = null) =>
        new(
            StoreError.Unavailable,
            uri,
            $"the server is not understood: {reason}",
            "check the endpoint: is it a server of Google Cloud Storage's JSON API?",
            e
        );

    public static StoreException Corrupt(string uri, string reason) =>
        new(
            StoreError.Corrupt,
            uri,
            reason,
            "the bytes changed on their way or at the server; try again, and check memory and network if it comes back"
        );

    private static StoreException Unavailable(
        string uri,
        string reason,
        Exception? e = null,
        TimeSpan? retryAfter = null
    ) =>
        new(
            StoreError.Unavailable,
            uri,
            reason,
            "try again; check the network and the endpoint if it comes back",
            e
        )
        {
            RetryAfter = retryAfter,
        };

    private static StoreException Throttled(GcsRefusal refusal, string uri, string reason) =>
        new(
            StoreError.Throttled,
            uri,
            reason,
            "try again more slowly; one object may be replaced about once a second"
        )
        {
            RetryAfter = refusal.RetryAfter,
        };

    /// <summary>The cause is left out: it may quote the reply of the token server.</summary>
    private static StoreException OfToken(TokenResponseException e, string uri) =>
        e.StatusCode
            is null
                or >= HttpStatusCode.InternalServerError
                or HttpStatusCode.TooManyRequests
            ? Unavailable(uri, "the server of access tokens is not available")
            : new StoreException(
                StoreError.Denied,
                uri,
                $"the server of access tokens refuses the credentials ({(int)e.StatusCode} {e.Error?.Error})",
                CheckAccess
            );
}
