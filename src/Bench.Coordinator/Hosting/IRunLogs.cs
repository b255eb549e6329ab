namespace Bench.Coordinator.Hosting;

/// <summary>What this process has logged of each run, for the run's bucket.</summary>
public interface IRunLogs
{
    /// <summary>All of it, bounded, as lines of JSON; null when nothing is new since it was asked last.</summary>
    byte[]? News(string runId);

    /// <summary>The run is not led here any more.</summary>
    void Forget(string runId);
}
