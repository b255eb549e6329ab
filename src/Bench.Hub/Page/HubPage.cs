using Bench.Hub.Service;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Bench.Hub.Page;

/// <summary>The hub's page for people.</summary>
internal static class HubPage
{
    public static void MapHubPage(
        this IEndpointRouteBuilder endpoints,
        HubService hub,
        TimeProvider time
    ) =>
        endpoints.MapGet("/", context => context.Response.WriteAsync($"{hub.InstanceKind} {time}"));
}
