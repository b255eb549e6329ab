using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Auth;
using Amazon.S3.Model;

namespace Bench.Storage.S3;

/// <summary>
/// Bodies are not part of the signature: their SHA-256 costs more time than a fast network takes to carry them. Their
/// MD5 is a signed header that the server compares. The SDK has a setting for that, but over https alone.
/// </summary>
internal sealed class UnsignedPayloadHandler : PipelineHandler
{
    public override Task<T> InvokeAsync<T>(IExecutionContext executionContext)
    {
        var context = executionContext.RequestContext;
        if (context.OriginalRequest is PutObjectRequest or UploadPartRequest)
        {
            if (context.Request.Endpoint.Scheme == Uri.UriSchemeHttps)
            {
                context.Request.DisablePayloadSigning = true;
            }
            else if (context is RequestContext settable)
            {
                settable.Signer = new AWS4Signer(signPayload: false);
            }
        }
        return base.InvokeAsync<T>(executionContext);
    }
}

/// <summary>Keeps the server's clock with each reply.</summary>
internal sealed class ReplyDateHandler : PipelineHandler
{
    public const string Name = "Date";

    public override async Task<T> InvokeAsync<T>(IExecutionContext executionContext)
    {
        var reply = await base.InvokeAsync<T>(executionContext);
        var http = executionContext.ResponseContext.HttpResponse;
        if (http?.GetHeaderValue(Name) is { Length: > 0 } date)
        {
            reply.ResponseMetadata.Metadata[Name] = date;
        }
        return reply;
    }
}

/// <summary>
/// Signs a request once more, by the server's clock, when the server says that this machine's is too far from it: a
/// clock that is stepped must not cost anybody its store. The SDK keeps the difference for later requests. Nothing else
/// is tried again here.
/// </summary>
internal sealed class ServerClockPolicy(IClientConfig config) : StandardRetryPolicy(config)
{
    public override bool RetryLimitReached(IExecutionContext executionContext) =>
        executionContext.RequestContext.Retries > 0;

    public override bool RetryForException(
        IExecutionContext executionContext,
        Exception exception
    ) => false;

    public override Task<bool> RetryForExceptionAsync(
        IExecutionContext executionContext,
        Exception exception
    ) => Task.FromResult(false);

    public override bool OnRetry(
        IExecutionContext executionContext,
        bool bypassAcquireCapacity,
        bool isThrottlingError
    ) => true;

    public override Task WaitBeforeRetryAsync(IExecutionContext executionContext) =>
        Task.CompletedTask;
}
