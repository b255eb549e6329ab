using Microsoft.AspNetCore.Http;

namespace Bench.Web.Security;

/// <summary>
/// Refuses forms that a page of somebody else sent. Every browser of today says where a form comes from; what says
/// nothing is no browser and carries no cookie by itself.
/// </summary>
public static class SameOrigin
{
    public static bool IsOwn(HttpRequest request)
    {
        if (
            request.Headers["Sec-Fetch-Site"] is [{ } site]
            && site is not ("same-origin" or "none")
        )
        {
            return false;
        }
        return request.Headers.Origin switch
        {
            [] => true,
            [{ } origin] => Uri.TryCreate(origin, UriKind.Absolute, out var from)
                && string.Equals(
                    from.Authority,
                    request.Host.Value,
                    StringComparison.OrdinalIgnoreCase
                ),
            _ => false,
        };
    }
}
