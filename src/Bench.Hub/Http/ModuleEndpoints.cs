using Bench.Hub.Modules;
using Bench.Hub.Service;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Bench.Hub.Http;

/// <summary>The interface that drivers speak.</summary>
internal sealed class ModuleEndpoints(HubService hub)
{
    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/health", context => context.Response.WriteAsync("OK!"));
        endpoints.MapGet("/hub/status", StatusAsync);
        endpoints.MapGet("/stats/hub", StatsAsync);
        endpoints.MapGet("/hub/modules/{id}", FindAsync);
        endpoints.MapDelete(
            "/hub/modules/{id}",
            context => DoAsync(context, ModuleEvent.Obliterate)
        );
        foreach (
            var (word, asked) in new[]
            {
                ("provision", ModuleEvent.Provision),
                ("deprovision", ModuleEvent.Deprovision),
                ("hibernate", ModuleEvent.Hibernate),
                ("wake", ModuleEvent.Wake),
            }
        )
        {
            endpoints.MapPost($"/hub/modules/{{id}}/{word}", context => DoAsync(context, asked));
        }
    }

    private Task StatusAsync(HttpContext context) =>
        Replies.WriteAsync(
            context,
            StatusCodes.Status200OK,
            new StatusDocument(hub.List()),
            HubJson.Default.StatusDocument
        );

    private Task StatsAsync(HttpContext context) =>
        Replies.WriteAsync(
            context,
            StatusCodes.Status200OK,
            StatsDocument.Of(hub),
            HubJson.Default.StatsDocument
        );

    private async Task FindAsync(HttpContext context)
    {
        if (await IdAsync(context) is not { } id)
        {
            return;
        }
        if (hub.Find(id) is { } module)
        {
            await Replies.ModuleAsync(context, StatusCodes.Status200OK, module);
            return;
        }
        await Replies.ProblemAsync(
            context,
            StatusCodes.Status404NotFound,
            $"there is no module {id} here",
            id.ToString()
        );
    }

    private async Task DoAsync(HttpContext context, ModuleEvent asked)
    {
        if (await IdAsync(context) is not { } id)
        {
            return;
        }
        try
        {
            var answer = await hub.RequestAsync(id, asked);
            if (
                answer is { IsDone: true, Module.LastError: { } error }
                && answer.Module.LastOperation == asked
            )
            {
                await Replies.ProblemAsync(
                    context,
                    StatusCodes.Status500InternalServerError,
                    error,
                    id.ToString()
                );
                return;
            }
            await Replies.ModuleAsync(
                context,
                answer.IsDone ? StatusCodes.Status200OK : StatusCodes.Status202Accepted,
                answer.Module
            );
        }
        catch (HubRefusedException e)
        {
            await Replies.ProblemAsync(
                context,
                Replies.StatusOf(e.Refusal),
                e.Message,
                id.ToString()
            );
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            await Replies.ProblemAsync(
                context,
                StatusCodes.Status507InsufficientStorage,
                $"the module's state cannot be written: {e.Message}",
                id.ToString()
            );
        }
    }

    /// <summary>Null when it was answered that this is no id.</summary>
    private static async Task<ModuleId?> IdAsync(HttpContext context)
    {
        var text = (string)context.Request.RouteValues["id"]!;
        if (ModuleId.TryParse(text, out var id))
        {
            return id;
        }
        await Replies.ProblemAsync(
            context,
            StatusCodes.Status400BadRequest,
            $"this is no module id: {ModuleId.WhyNot(text)}"
        );
        return null;
    }
}
