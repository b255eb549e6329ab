using Bench.Coordinator.Dashboard.Addresses;

namespace Bench.Coordinator.Dashboard.Pages;

/// <summary>What every page knows of its request.</summary>
public sealed record PageContext
{
    public required DashboardLinks Links { get; init; }
    public required DateTimeOffset Now { get; init; }
    public required bool MayControl { get; init; }
    public required int RefreshSeconds { get; init; }

    /// <summary>A hidden field for forms.</summary>
    public FormToken? Token { get; init; }
}
