using System.Net;
using System.Security.Cryptography;
using System.Text;
using Bench.Coordinator.Security;
using Microsoft.AspNetCore.Http;

namespace Bench.Coordinator.Serving.Login;

/// <summary>
/// Lets nobody to the pages who has not shown a token: browsers get a cookie for it, programs send it with each
/// request. Forms of browsers must carry the token of their session, so that no other site can send them.
/// </summary>
internal sealed class WebCallers(CallerCheck check, Sessions sessions, WebCallers.Settings settings)
{
    public const string FormField = "form-token";
    public const string FormHeader = "X-Bench-Form-Token";
    private const string SessionItem = "bench-session";

    /// <param name="IsEncrypted">Whether browsers come by TLS.</param>
    /// <param name="LoopbackOnly">Whether names of other machines in the Host header are refused: a page of somebody else may have pointed its name here.</param>
    /// <param name="Open">Paths that need no token.</param>
    public sealed record Settings(bool IsEncrypted, bool LoopbackOnly, IReadOnlyList<string> Open);

    private string Cookie => settings.IsEncrypted ? "__Host-bench" : "bench";

    /// <summary>The session of who asks, for the forms of pages; null for programs.</summary>
    public static Session? SessionOf(HttpContext context) =>
        context.Items.TryGetValue(SessionItem, out var found) ? found as Session : null;

    public async Task HandleAsync(HttpContext context, RequestDelegate next)
    {
        if (settings.LoopbackOnly && !IsLoopbackName(context.Request.Host.Host))
        {
            context.Response.StatusCode = StatusCodes.Status421MisdirectedRequest;
            return;
        }
        var path = context.Request.Path.Value ?? "";
        if (settings.Open.Contains(path))
        {
            await next(context);
        }
        else if (path is LoginPage.Path or LoginPage.ScriptPath or LoginPage.StylePath)
        {
            await LoginAsync(context, path);
        }
        else if (context.Request.Headers.Authorization is [{ } authorization])
        {
            await ProgramAsync(context, authorization, next);
        }
        else
        {
            await BrowserAsync(context, next);
        }
    }

    private async Task ProgramAsync(HttpContext context, string authorization, RequestDelegate next)
    {
        var outcome = check.Check(authorization, context.Connection.RemoteIpAddress);
        if (outcome.Caller is Caller.Operator caller)
        {
            context.User = caller.ToPrincipal();
            await next(context);
            return;
        }
        context.Response.StatusCode = outcome switch
        {
            { Caller: not null } => StatusCodes.Status403Forbidden,
            { IsTooMany: true } => StatusCodes.Status429TooManyRequests,
            _ => StatusCodes.Status401Unauthorized,
        };
    }

    private async Task BrowserAsync(HttpContext context, RequestDelegate next)
    {
        if (!sessions.TryFind(context.Request.Cookies[Cookie], out var session))
        {
            if (HttpMethods.IsGet(context.Request.Method))
            {
                context.Response.Redirect(LoginPage.Path);
            }
            else
            {
                context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            }
            return;
        }
        var isSafe =
            HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method);
        if (!isSafe && !await HasFormTokenAsync(context, session))
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }
        context.User = session.Caller.ToPrincipal();
        context.Items[SessionItem] = session;
        await next(context);
    }

    private async Task LoginAsync(HttpContext context, string path)
    {
        if (path == LoginPage.ScriptPath)
        {
            await LoginPage.WriteScriptAsync(context);
        }
        else if (path == LoginPage.StylePath)
        {
            await LoginPage.WriteStyleAsync(context);
        }
        else if (!HttpMethods.IsPost(context.Request.Method))
        {
            await LoginPage.WriteAsync(context, problem: null);
        }
        else
        {
            await SignInAsync(context);
        }
    }

    private async Task SignInAsync(HttpContext context)
    {
        var token = context.Request.HasFormContentType
            ? (await context.Request.ReadFormAsync(context.RequestAborted))[LoginPage.Field]
                .ToString()
            : "";
        var outcome = check.Check($"Bearer {token}", context.Connection.RemoteIpAddress);
        if (outcome.Caller is Caller.Operator caller)
        {
            context.Response.Cookies.Append(
                Cookie,
                sessions.Begin(caller),
                new CookieOptions
                {
                    HttpOnly = true,
                    Secure = settings.IsEncrypted,
                    SameSite = SameSiteMode.Strict,
                    Path = "/",
                    MaxAge = Sessions.Lifetime,
                }
            );
            context.Response.StatusCode = StatusCodes.Status303SeeOther;
            context.Response.Headers.Location = "/";
            return;
        }
        context.Response.StatusCode = outcome.IsTooMany
            ? StatusCodes.Status429TooManyRequests
            : StatusCodes.Status401Unauthorized;
        await LoginPage.WriteAsync(
            context,
            outcome.IsTooMany
                ? "Too many tries from this address; wait a minute."
                : "This token is not known, or it has expired."
        );
    }

    private static async Task<bool> HasFormTokenAsync(HttpContext context, Session session)
    {
        var sent = context.Request.Headers[FormHeader].ToString();
        if (sent.Length == 0 && context.Request.HasFormContentType)
        {
            var form = await context.Request.ReadFormAsync(context.RequestAborted);
            sent = form[FormField].ToString();
        }
        return CryptographicOperations.FixedTimeEquals(
            Encoding.UTF8.GetBytes(sent),
            Encoding.UTF8.GetBytes(session.FormToken)
        );
    }

    private static bool IsLoopbackName(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (
            IPAddress.TryParse(host.Trim('[', ']'), out var address)
            && IPAddress.IsLoopback(address)
        );
}
