namespace Bench.Worker.Channel;

/// <summary>What a coordinator can do to a worker by the live channel.</summary>
public interface IWorkerControls
{
    /// <summary>Looks at the bucket at once: something was decided.</summary>
    void LookNow();

    /// <summary>Ends the work at once. The bucket says the same, and would be looked at later.</summary>
    void Cancel();
}
