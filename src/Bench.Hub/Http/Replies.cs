using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Bench.Hub.Service;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Bench.Hub.Http;

/// <summary>Writes what the interface answers.</summary>
internal static class Replies
{
    public static async Task WriteAsync<T>(
        HttpContext context,
        int status,
        T body,
        JsonTypeInfo<T> type,
        string contentType = "application/json"
    )
    {
        var response = context.Response;
        response.StatusCode = status;
        response.ContentType = contentType;
        response.Headers.CacheControl = "no-store";
        response.Headers.XContentTypeOptions = "nosniff";
        await JsonSerializer.SerializeAsync(response.Body, body, type, context.RequestAborted);
    }

    public static Task ModuleAsync(HttpContext context, int status, ModuleView module) =>
        WriteAsync(context, status, module, HubJson.Default.ModuleView);

    public static Task ProblemAsync(
        HttpContext context,
        int status,
        string detail,
        string? module = null
    ) =>
        WriteAsync(
            context,
            status,
            new ProblemDocument(
                "about:blank",
                ReasonPhrases.GetReasonPhrase(status),
                status,
                detail,
                module
            ),
            HubJson.Default.ProblemDocument,
            "application/problem+json"
        );

    public static int StatusOf(HubRefusal refusal) =>
        refusal switch
        {
            HubRefusal.NoSuchModule => StatusCodes.Status404NotFound,
            HubRefusal.NotNow => StatusCodes.Status409Conflict,
            HubRefusal.TooLittleDisk => StatusCodes.Status507InsufficientStorage,
            _ => StatusCodes.Status503ServiceUnavailable,
        };
}
