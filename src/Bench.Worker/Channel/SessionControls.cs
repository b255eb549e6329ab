using Bench.Worker.Heartbeats;

namespace Bench.Worker.Channel;

/// <summary>What a coordinator can do to a session.</summary>
internal sealed class SessionControls(Heartbeat heartbeat, WorkerStop stop) : IWorkerControls
{
    public void LookNow() => heartbeat.Wake();

    public void Cancel() => stop.Request(StopReason.Cancelled);
}
