using Bench.Hub.Hydration;
using Bench.Hub.Instances;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bench.Hub.Service;

/// <summary>What a hub is put together from. They stay their owner's, who disposes of them after the hub.</summary>
public sealed record HubParts
{
    public required IModuleStorage Storage { get; init; }
    public required IInstanceKind Kind { get; init; }
    public IHostResources Resources { get; init; } = new HostResources();
    public TimeProvider Time { get; init; } = TimeProvider.System;
    public ILogger Log { get; init; } = NullLogger.Instance;
}

/// <summary>What came of a request.</summary>
/// <param name="Module">As it is now.</param>
/// <param name="IsDone">False when it was queued.</param>
public sealed record HubAnswer(ModuleView Module, bool IsDone);
