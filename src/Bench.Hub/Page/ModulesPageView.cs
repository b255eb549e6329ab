using Bench.Hub.Service;

namespace Bench.Hub.Page;

/// <summary>What the page of modules shows.</summary>
public sealed record ModulesPageView
{
    public required HubFigures Figures { get; init; }
    public required string Kind { get; init; }
    public required string Storage { get; init; }
    public required PageQuery Query { get; init; }
    public required IReadOnlyList<ModuleView> Rows { get; init; }

    /// <summary>Modules that there are, before the search.</summary>
    public required int Total { get; init; }

    /// <summary>What has just been done.</summary>
    public string? Notice { get; init; }
}
