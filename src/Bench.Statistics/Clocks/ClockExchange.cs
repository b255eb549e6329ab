using System.Runtime.InteropServices;

namespace Bench.Statistics.Clocks;

/// <summary>
/// A message from a host to the one whose clock is the reference, and its reply: four stamps in nanoseconds, each on the
/// monotonic clock of who took it. The order of cause and effect holds whatever lay between the stamps, so that a slow
/// reply makes the bounds wide and never wrong.
/// </summary>
/// <param name="Sent">Before the message was sent, on the host's clock.</param>
/// <param name="ReferenceReceived">After it was received, on the reference clock.</param>
/// <param name="ReferenceSent">Before the reply was sent, on the reference clock.</param>
/// <param name="Received">After the reply was received, on the host's clock.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct ClockExchange(
    long Sent,
    long ReferenceReceived,
    long ReferenceSent,
    long Received
);
