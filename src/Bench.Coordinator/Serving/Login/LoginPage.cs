using Microsoft.AspNetCore.Http;

namespace Bench.Coordinator.Serving.Login;

/// <summary>Where a browser shows its token. The printed address holds it behind '#', which no browser sends or logs.</summary>
internal static class LoginPage
{
    public const string Path = "/login";
    public const string ScriptPath = "/login.js";
    public const string Field = "token";

    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

    private const string Script = """
        const token = location.hash.slice(1);
        if (token) {
          history.replaceState(null, '', location.pathname);
          const field = document.querySelector('input[name=token]');
          field.value = decodeURIComponent(token);
          field.form.submit();
        }
        """;

    private static readonly string Style = """
        :root { color-scheme: light dark; font-family: system-ui, sans-serif; }
        body { max-width: 28rem; margin: 15vh auto; padding: 0 1rem; }
        label, input, button { display: block; width: 100%; box-sizing: border-box; font: inherit; }
        input, button { margin: .5rem 0 1rem; padding: .6rem; }
        [role=alert] { border-left: .3rem solid #c33; padding-left: .7rem; }
        """;

    public const string StylePath = "/login.css";

    public static Task WriteAsync(HttpContext context, string? problem)
    {
        var alert = problem is null ? "" : $"<p role=\"alert\">{problem}</p>";
        return TextAsync(
            context,
            "text/html; charset=utf-8",
            $"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width">
            <title>Bench: sign in</title>
            <link rel="stylesheet" href="{StylePath}">
            </head>
            <body>
            <main>
            <h1>Bench</h1>
            {alert}
            <form method="post" action="{Path}">
            <label for="token">Token</label>
            <input id="token" name="{Field}" type="password" autocomplete="off" required autofocus>
            <button>Sign in</button>
            </form>
            <p>The coordinator prints an address that signs in by itself; tokens are made by <code>bench coordinator token</code>.</p>
            </main>
            <script src="{ScriptPath}"></script>
            </body>
            </html>
            """
        );
    }

    public static Task WriteScriptAsync(HttpContext context) =>
        TextAsync(context, "text/javascript; charset=utf-8", Script);

    public static Task WriteStyleAsync(HttpContext context) =>
        TextAsync(context, "text/css; charset=utf-8", Style);

    private static Task TextAsync(HttpContext context, string type, string text)
    {
        var headers = context.Response.Headers;
        headers.ContentType = type;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers.CacheControl = "no-store";
        headers["Referrer-Policy"] = "same-origin";
        return context.Response.WriteAsync(text, context.RequestAborted);
    }
}
