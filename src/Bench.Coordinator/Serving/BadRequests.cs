using Microsoft.AspNetCore.Http;

namespace Bench.Coordinator.Serving;

/// <summary>A form that cannot be read is the sender's failure, not the service's.</summary>
internal static class BadRequests
{
    public static async Task HandleAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
        }
        catch (BadHttpRequestException e) when (!context.Response.HasStarted)
        {
            context.Response.StatusCode = e.StatusCode;
        }
        catch (Exception e)
            when (e is InvalidDataException or IOException
                && context.Request.HasFormContentType
                && !context.Response.HasStarted
            )
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
        }
    }
}
