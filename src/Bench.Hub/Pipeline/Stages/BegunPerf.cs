using Bench.Hub.Pipeline.Archives;
using Bench.Hub.Pipeline.Files;
using Bench.Model.Hub;

namespace Bench.Hub.Pipeline.Stages;

/// <summary>An iteration of stage C between its copy of the baseline and its hub; disposing of it gives its folders free.</summary>
public sealed class BegunPerf : IDisposable
{
    private readonly FolderLocks _locks;

    internal BegunPerf(
        PerfRequest request,
        HubPreserved preserved,
        FolderLocks locks,
        PhaseClock phases,
        DateTimeOffset at,
        IReadOnlyList<string> warnings
    ) =>
        (Request, Preserved, _locks, Phases, At, Warnings) = (
            request,
            preserved,
            locks,
            phases,
            at,
            warnings
        );

    public PerfRequest Request { get; }

    /// <summary>What was preserved, which the copy is.</summary>
    public HubPreserved Preserved { get; }

    /// <summary>Variables for all that it starts.</summary>
    internal IReadOnlyDictionary<string, string?> Marks => _locks.Marks;

    internal PhaseClock Phases { get; }

    internal DateTimeOffset At { get; }

    internal IReadOnlyList<string> Warnings { get; }

    public void Dispose() => _locks.Dispose();
}
