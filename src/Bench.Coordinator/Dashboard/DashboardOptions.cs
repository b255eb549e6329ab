using Microsoft.AspNetCore.Http;

namespace Bench.Coordinator.Dashboard;

/// <summary>What the pages take from the service that shows them.</summary>
public sealed record DashboardOptions
{
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Whether who asks may cancel, resume and retry. Pages leave those out for everybody else, and refuse them.</summary>
    public Func<HttpContext, bool> MayControl { get; init; } = _ => true;

    /// <summary>Who asks, as the run's records will name them.</summary>
    public Func<HttpContext, string> NameOf { get; init; } =
        context => context.User.Identity?.Name ?? "dashboard";

    /// <summary>A hidden field that every form carries, where the service checks one.</summary>
    public Func<HttpContext, FormToken?> FormToken { get; init; } = _ => null;

    /// <summary>How often pages load themselves again where scripts do not run.</summary>
    public TimeSpan RefreshWithoutScript { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often the list of runs is looked at while somebody sees it.</summary>
    public TimeSpan RunsInterval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The longest silence of a live stream, so that neither end takes it for dead.</summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(15);
}

/// <summary>A hidden field of a form.</summary>
public sealed record FormToken(string Field, string Value);
