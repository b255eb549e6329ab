using Bench.Model.Decisions;
using Bench.Model.Json;

namespace Bench.Coordinator.Leading;

/// <summary>This process as a coordinator.</summary>
public static class CoordinatorSelf
{
    /// <summary>For reading the log only; it never leads.</summary>
    public static CoordinatorIdentity Reader { get; } =
        new()
        {
            Id = "",
            HostName = "",
            ProcessId = 0,
        };

    public static CoordinatorIdentity New() =>
        new()
        {
            Id = WriterId.New(),
            HostName = Environment.MachineName,
            ProcessId = Environment.ProcessId,
        };
}
