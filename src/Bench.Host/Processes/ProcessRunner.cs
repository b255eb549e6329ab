namespace Bench.Host.Processes;

/// <summary>Starts real programs. All instances share one thread that starts and reaps children.</summary>
public sealed class ProcessRunner(TimeProvider? time = null) : IProcessRunner
{
    private readonly TimeProvider _time = time ?? TimeProvider.System;

    /// <inheritdoc/>
    public IRunningProcess Start(ProcessSpec spec) =>
        ProcessSupervisor.Shared.Start(LaunchPlan.From(spec), _time);
}
