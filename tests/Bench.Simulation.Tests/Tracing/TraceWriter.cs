using System.Text;
using Bench.Simulation.Tests.Scheduling;

namespace Bench.Simulation.Tests.Tracing;

/// <summary>What a process prints, in the trace.</summary>
internal sealed class TraceWriter(Trace trace, SimProcess process) : TextWriter
{
    public override Encoding Encoding => Encoding.UTF8;

    /// <summary>Without the time of the process's own clock on the wall: a trace has one clock.</summary>
    public override void WriteLine(string? value) =>
        trace.Note(
            process,
            "says:",
            value?[(value.IndexOf(' ', StringComparison.Ordinal) + 1)..] ?? ""
        );

    public override void Write(char value) =>
        throw new NotSupportedException("Logs are written line by line.");
}
