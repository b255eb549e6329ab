using Bench.Hub.Driving;

namespace Bench.Hub.Pipeline.Driving;

/// <summary>How one module went through one operation. Seconds since the operation was asked of the first module.</summary>
/// <param name="Module">The module.</param>
/// <param name="AskedSeconds">When it was asked of this one.</param>
/// <param name="DoneSeconds">When the hub was seen to be done with it, or to have failed.</param>
/// <param name="Error">Why it failed; null where it did not.</param>
/// <param name="Seen">What the hub told of it then; null where it has it no more.</param>
public sealed record ModuleTiming(
    string Module,
    double AskedSeconds,
    double DoneSeconds,
    string? Error,
    HubModule? Seen
)
{
    public double Seconds => DoneSeconds - AskedSeconds;
}
