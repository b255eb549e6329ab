using Bench.Host.Processes;

namespace Bench.Mounts.Tests.ToolSources;

/// <summary>Counts the programs that are started, and keeps what they were started with.</summary>
internal sealed class CountingRunner(IProcessRunner inner) : IProcessRunner
{
    public List<ProcessSpec> Specs { get; } = [];

    public int Started => Specs.Count;

    public IRunningProcess Start(ProcessSpec spec)
    {
        Specs.Add(spec);
        return inner.Start(spec);
    }
}
