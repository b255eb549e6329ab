using Microsoft.AspNetCore.Http;

namespace Bench.Web.Security;

/// <summary>The headers by which pages defend themselves, whatever stands in a name, a label or a log.</summary>
public static class PageHeaders
{
    /// <summary>Pages run scripts of this service only, and nothing that stands in the page itself.</summary>
    public const string Pages =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        + "form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

    /// <summary>
    /// Reports bring scripts of their own, held by the digests in them. They run in an origin of their own: no cookie,
    /// no request and no form reaches this service.
    /// </summary>
    public const string Reports =
        "sandbox allow-scripts allow-downloads; default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval'; "
        + "style-src 'unsafe-inline'; img-src data:; form-action 'none'; frame-ancestors 'none'; base-uri 'none'";

    /// <summary>Plain files do nothing at all.</summary>
    public const string Files = "sandbox; default-src 'none'; frame-ancestors 'none'";

    public static void Set(HttpResponse response, string policy)
    {
        var headers = response.Headers;
        headers.ContentSecurityPolicy = policy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        // Not no-referrer: a browser would then send forms with the origin "null".
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
    }
}
