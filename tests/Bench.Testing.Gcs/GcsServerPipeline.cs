using System.Buffers;
using System.Collections.Concurrent;
using Bench.Testing.Gcs.Api;
using Bench.Testing.Gcs.Faults;
using Bench.Testing.Gcs.Protocol;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Bench.Testing.Gcs;

/// <summary>Takes each request to the API and sends what it answers, unless a fault is drawn.</summary>
internal sealed class GcsServerPipeline(JsonApi api) : IDisposable
{
    private readonly ConcurrentDictionary<RequestKind, int> _requests = new();
    private readonly CancellationTokenSource _stopping = new();
    private volatile FaultDice? _dice;

    public FaultDice? Dice
    {
        get => _dice;
        set => _dice = value;
    }

    public string? RequiredToken { get; set; }

    public IReadOnlyDictionary<RequestKind, int> Requests => _requests;

    public async Task HandleAsync(HttpContext context)
    {
        var feature = context.Features.GetRequiredFeature<IHttpRequestFeature>();
        var request = RequestOf(context, feature, context.Request.Body);
        _requests.AddOrUpdate(request.Kind, 1, (_, count) => count + 1);
        var dice = _dice;
        var fault = dice?.Draw(request.Kind);
        try
        {
            if (fault is FaultKind.Hang)
            {
                using var end = CancellationTokenSource.CreateLinkedTokenSource(
                    context.RequestAborted,
                    _stopping.Token
                );
                await Task.Delay(Timeout.InfiniteTimeSpan, end.Token);
            }
            if (fault is FaultKind.CutUpload)
            {
                var half = (context.Request.ContentLength ?? 0) / 2;
                request = RequestOf(context, feature, new CutStream(context.Request.Body, half));
            }
            using var reply = fault is FaultKind.Throttled or FaultKind.Unavailable
                ? Refusal(fault is FaultKind.Throttled, dice!.Plan.RetryAfterSeconds)
                : await AnswerAsync(request, context.RequestAborted);
            await SendAsync(context, reply, fault);
        }
        catch (Exception e)
            when (e
                    is ConnectionCutException
                        or OperationCanceledException
                        or BadHttpRequestException
                || e is IOException && context.RequestAborted.IsCancellationRequested
            )
        {
            context.Abort();
        }
    }

    /// <summary>Lets requests that hang go.</summary>
    public Task StopAsync() => _stopping.CancelAsync();

    public void Dispose() => _stopping.Dispose();

    private static ApiRequest RequestOf(
        HttpContext context,
        IHttpRequestFeature feature,
        Stream body
    ) =>
        ApiRequest.Of(
            context.Request.Method,
            feature.RawTarget,
            body,
            name => context.Request.Headers[name].FirstOrDefault()
        );

    private async Task<Reply> AnswerAsync(ApiRequest request, CancellationToken cancel)
    {
        try
        {
            if (request.Kind is RequestKind.Token)
            {
                using var form = new StreamReader(request.Body);
                return request.Target.Segments[0] is "token"
                    ? Tokens.OfGrant(await form.ReadToEndAsync(cancel))
                    : Tokens.OfMetadata(request.Target.Segments);
            }
            if (RequiredToken is { } token)
            {
                var given = request.Header("Authorization");
                if (given != $"Bearer {token}")
                {
                    throw given is null
                        ? ApiException.Required()
                        : ApiException.InvalidCredentials();
                }
            }
            return await api.HandleAsync(request, cancel);
        }
        catch (ApiException e)
        {
            return e.ToReply();
        }
    }

    private static Reply Refusal(bool isThrottled, int retryAfterSeconds)
    {
        var error = isThrottled
            ? new ApiException(429, "rateLimitExceeded", "The rate of requests exceeds the limit.")
            : new ApiException(503, "backendError", "Backend Error");
        var reply = error.ToReply();
        reply.Headers["Retry-After"] = $"{retryAfterSeconds}";
        return reply;
    }

    private static async Task SendAsync(HttpContext context, Reply reply, FaultKind? fault)
    {
        if (fault is FaultKind.LostReply)
        {
            throw new ConnectionCutException();
        }
        context.Response.StatusCode = reply.Status;
        foreach (var (name, value) in reply.Headers)
        {
            context.Response.Headers[name] = value;
        }
        if (reply.Status != 204)
        {
            context.Response.ContentLength = reply.Length;
        }
        var isCut = fault is FaultKind.CutDownload && reply.IsMedia;
        await CopyAsync(reply.Body, isCut ? reply.Length / 2 : reply.Length, context);
        if (isCut)
        {
            await context.Response.Body.FlushAsync(context.RequestAborted);
            throw new ConnectionCutException();
        }
    }

    private static async Task CopyAsync(Stream source, long length, HttpContext context)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);
        try
        {
            while (length > 0)
            {
                var read = await source.ReadAsync(
                    buffer.AsMemory(0, (int)Math.Min(length, buffer.Length)),
                    context.RequestAborted
                );
                await context.Response.Body.WriteAsync(
                    buffer.AsMemory(0, read),
                    context.RequestAborted
                );
                length = read == 0 ? 0 : length - read;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
