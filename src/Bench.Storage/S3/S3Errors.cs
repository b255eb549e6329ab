using System.Globalization;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Xml;
using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace Bench.Storage.S3;

/// <summary>Classes what goes wrong with a request to an S3 server once, here.</summary>
internal static class S3Errors
{
    private const string CheckServer = "check the endpoint and the network, and try again";
    private const string CheckKeys =
        "check the access key and secret key, or the profile, and the permissions on the bucket";

    /// <summary>Whether the caller's cancellation ended the request.</summary>
    public static bool IsCancelled(Exception e, CancellationToken cancel) =>
        e is OperationCanceledException && cancel.IsCancellationRequested;

    public static bool IsNoKey(AmazonServiceException e) =>
        e.StatusCode == HttpStatusCode.NotFound && e.ErrorCode is "NoSuchKey" or "NoSuchVersion";

    /// <summary>The class of an error.</summary>
    /// <param name="uri">Of the object, or of the store.</param>
    public static StoreException Classed(Exception e, S3Settings settings, string uri) =>
        e switch
        {
            StoreException classed => classed,
            AmazonServiceException reply when reply.StatusCode != default => OfReply(
                reply,
                settings,
                uri
            ),
            _ when Transport(e) is { } transport => new StoreException(
                StoreError.Unavailable,
                uri,
                $"the server{Server(settings)} cannot be reached or broke off: {Line(transport.Message)}",
                CheckServer,
                e
            ),
            AmazonUnmarshallingException or XmlException => new StoreException(
                StoreError.Unavailable,
                uri,
                $"the reply{Server(settings)} is not one of an S3 server: {Line(e.Message)}",
                "check that the endpoint is that of an S3 server, and try again",
                e
            ),
            AmazonClientException => NoCredentials(e, uri),
            _ => throw new ArgumentException("Not an error of a request.", nameof(e), e),
        };

    /// <summary>Whether an error is one of a request at all, and not a defect.</summary>
    public static bool IsOfRequest(Exception e) =>
        e is AmazonClientException or AmazonServiceException or XmlException or StoreException
        || Transport(e) is not null;

    private static StoreException OfReply(AmazonServiceException e, S3Settings settings, string uri)
    {
        var code = e.ErrorCode ?? "";
        var reason = $"the server answered {(int)e.StatusCode} {code}{Detail(e)}";
        var (error, remedy) =
            IsUntold(e) && uri != settings.Uri
                ? (StoreError.Unavailable, CheckServer)
                : ClassOf(code, (int)e.StatusCode, settings);
        return new StoreException(error, uri, reason, remedy, e)
        {
            RetryAfter = error is StoreError.Throttled or StoreError.Unavailable
                ? RetryAfter(e)
                : null,
            NeedsLogin = IsExpired(code),
        };
    }

    /// <summary>
    /// A 404 that does not say what is not there, object or bucket: its body was cut off on the way, as all but replies
    /// to HEAD requests, which are about the bucket, have one. The SDK then makes a code of the status.
    /// </summary>
    private static bool IsUntold(AmazonServiceException e) =>
        e is { StatusCode: HttpStatusCode.NotFound, ErrorCode: null or "" or "NotFound" };

    private static (StoreError Error, string Remedy) ClassOf(
        string code,
        int status,
        S3Settings settings
    ) => OfCode(code, settings) ?? OfStatus(status, settings);

    /// <summary>The last one is what a single sign-on's portal says of a token that it does not take any more.</summary>
    private static bool IsExpired(string code) =>
        code
            is "ExpiredToken"
                or "ExpiredTokenException"
                or "InvalidToken"
                or "TokenRefreshRequired"
                or "UnauthorizedException";

    private static (StoreError Error, string Remedy)? OfCode(string code, S3Settings settings) =>
        code switch
        {
            "NoSuchBucket" => NoBucket(settings),
            "SignatureDoesNotMatch" or "InvalidAccessKeyId" or "AccessDenied" => (
                StoreError.Denied,
                CheckKeys
            ),
            _ when IsExpired(code) => (
                StoreError.Denied,
                "get new credentials (for single sign-on: aws sso login) and go on"
            ),
            "RequestTimeTooSkewed" => (StoreError.Denied, "set this machine's clock"),
            "AuthorizationHeaderMalformed" or "PermanentRedirect" or "TemporaryRedirect" => (
                StoreError.Denied,
                $"the bucket may be in another region than '{settings.Region}': give it with --region or ?region="
            ),
            "SlowDown" or "Throttling" or "ThrottlingException" or "RequestLimitExceeded" => Slow,
            "BadDigest" or "XAmzContentSHA256Mismatch" or "IncompleteBody" or "RequestTimeout" => (
                StoreError.Unavailable,
                "the bytes did not arrive as they were sent: send them again"
            ),
            // Another create of the same key is just being decided.
            "ConditionalRequestConflict" or "OperationAborted" => (
                StoreError.Unavailable,
                "another request for the same key was on its way: try again"
            ),
            "KeyTooLongError" or "InvalidObjectName" or "XMinioInvalidObjectName" => (
                StoreError.InvalidKey,
                "use another name"
            ),
            "QuotaExceeded" or "EntityTooLarge" or "XMinioStorageFull" => (
                StoreError.Full,
                "free some space, raise the quota or use another bucket"
            ),
            _ => null,
        };

    private static (StoreError Error, string Remedy) OfStatus(int status, S3Settings settings) =>
        status switch
        {
            404 => NoBucket(settings),
            401 or 403 => (StoreError.Denied, CheckKeys),
            429 or 503 => Slow,
            507 => (StoreError.Full, "free some space or use another bucket"),
            408 or 409 => (StoreError.Unavailable, "try again"),
            501 => (
                StoreError.Denied,
                "the server does not know this kind of request: use one with conditional writes (If-None-Match)"
            ),
            >= 500 => (
                StoreError.Unavailable,
                "try again; if it stays so look at the server's log"
            ),
            _ => (
                StoreError.Denied,
                "check endpoint, region and path_style, and that the server knows such requests"
            ),
        };

    private static (StoreError Error, string Remedy) Slow =>
        (StoreError.Throttled, "wait and try again, with fewer workers at once");

    private static (StoreError Error, string Remedy) NoBucket(S3Settings settings) =>
        (
            StoreError.Absent,
            $"make the bucket '{settings.Bucket}' first, or check its name{(settings.Endpoint is null ? " and region" : " and the endpoint")}"
        );

    public static StoreException NoCredentials(Exception e, string uri) =>
        new(
            StoreError.Denied,
            uri,
            e.Message.StartsWith("Failed to resolve AWS credentials", StringComparison.Ordinal)
                ? "no credentials were found for it"
                : $"its credentials cannot be had: {Line(e.Message)}",
            "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, name a profile with --profile (aws configure, aws sso login), or give the machine a role",
            e
        )
        {
            NeedsLogin = true,
        };

    /// <summary>The network's error at the bottom of another; a time-out of the client's own counts too.</summary>
    private static Exception? Transport(Exception e)
    {
        for (var at = e; at is not null; at = at.InnerException)
        {
            if (
                at
                is HttpRequestException
                    or SocketException
                    or IOException
                    or TimeoutException
                    or OperationCanceledException
            )
            {
                return at;
            }
        }
        return null;
    }

    private static string Server(S3Settings settings) =>
        settings.Endpoint is { } endpoint ? $" {endpoint.Authority}" : "";

    private static string Detail(AmazonServiceException e) =>
        string.IsNullOrWhiteSpace(e.Message)
        || e.Message.StartsWith("Error making request", StringComparison.Ordinal)
            ? ""
            : $" ({Line(e.Message)})";

    /// <summary>The first line, without the full stop.</summary>
    private static string Line(string text) =>
        text.AsSpan().Trim().ToString().Split('\n')[0].TrimEnd('.', '\r', ' ');

    /// <summary>Seconds, or a date, which counts from that of the reply.</summary>
    private static TimeSpan? RetryAfter(AmazonServiceException e)
    {
        if (e.InnerException is not HttpErrorResponseException { Response: { } reply })
        {
            return null;
        }
        var text = reply.GetHeaderValue("Retry-After");
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
        {
            return TimeSpan.FromSeconds(seconds);
        }
        return
            HttpDate(text) is { } until
            && HttpDate(reply.GetHeaderValue(ReplyDateHandler.Name)) is { } now
            && until > now
            ? until - now
            : null;
    }

    /// <summary>A date as HTTP writes it; null for anything else.</summary>
    public static DateTimeOffset? HttpDate(string? text) =>
        DateTimeOffset.TryParseExact(
            text,
            "r",
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out var date
        )
            ? date
            : null;
}
