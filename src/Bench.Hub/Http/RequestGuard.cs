using System.Net;
using Bench.Web.Security;
using Microsoft.AspNetCore.Http;

namespace Bench.Hub.Http;

/// <summary>Refuses what a web page of somebody else sends by a user's browser.</summary>
internal sealed class RequestGuard(bool isLoopback)
{
    public Task HandleAsync(HttpContext context, RequestDelegate next)
    {
        var request = context.Request;
        if (isLoopback && !IsOwnName(request.Host.Host))
        {
            // A name of somebody else's that was made to mean this machine.
            return Replies.ProblemAsync(
                context,
                StatusCodes.Status403Forbidden,
                $"this hub is reached as 127.0.0.1 or localhost, not as '{request.Host.Host}'"
            );
        }
        var reads = HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);
        return reads || SameOrigin.IsOwn(request)
            ? next(context)
            : Replies.ProblemAsync(
                context,
                StatusCodes.Status403Forbidden,
                "this came from a page of another origin"
            );
    }

    private static bool IsOwnName(string host) =>
        string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase)
        || (
            IPAddress.TryParse(host.Trim('[', ']'), out var address)
            && IPAddress.IsLoopback(address)
        );
}
