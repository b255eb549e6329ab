using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Bench.Hub.Http;

/// <summary>Problem details for what no endpoint answered: unknown paths, other verbs, requests that cannot be read, and defects.</summary>
internal sealed partial class ProblemReplies(ILogger log)
{
    public async Task HandleAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
        }
        catch (Exception e)
            // What has begun can only be cut off, and who is gone reads nothing.
            when (!context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
        {
            await FailedAsync(context, e);
            return;
        }
        var response = context.Response;
        if (
            response.StatusCode >= StatusCodes.Status400BadRequest
            && !response.HasStarted
            && response.ContentType is null
        )
        {
            await Replies.ProblemAsync(context, response.StatusCode, WhyNot(context));
        }
    }

    private Task FailedAsync(HttpContext context, Exception e)
    {
        context.Response.Clear();
        switch (e)
        {
            case BadHttpRequestException bad:
                return Replies.ProblemAsync(context, bad.StatusCode, bad.Message);
            case InvalidDataException or IOException when context.Request.HasFormContentType:
                return Replies.ProblemAsync(
                    context,
                    StatusCodes.Status400BadRequest,
                    "the form cannot be read"
                );
            default:
                Failed(e, context.Request.Method, context.Request.Path);
                // The words of an unexpected error may hold anything: they are for the log.
                return Replies.ProblemAsync(
                    context,
                    StatusCodes.Status500InternalServerError,
                    "the hub failed unexpectedly; its log says why"
                );
        }
    }

    private static string WhyNot(HttpContext context)
    {
        var request = context.Request;
        return context.Response.StatusCode switch
        {
            StatusCodes.Status404NotFound => $"there is nothing at {request.Path}",
            StatusCodes.Status405MethodNotAllowed =>
                $"{request.Path} does not take {request.Method}, only {context.Response.Headers.Allow}",
            _ => $"{request.Method} {request.Path} was refused",
        };
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Path} failed unexpectedly")]
    private partial void Failed(Exception e, string method, string path);
}
