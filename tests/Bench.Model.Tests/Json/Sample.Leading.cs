using Bench.Model.Decisions;
using Bench.Model.Leading;
using SchemaNames = Bench.Model.Json.Schemas;

namespace Bench.Model.Tests.Json;

internal static partial class Sample
{
    private static LeadingRecord LeadingOf(string text, long number, double real) =>
        new()
        {
            Schema = SchemaNames.Leading,
            Coordinator = new CoordinatorIdentity
            {
                Id = text,
                HostName = text,
                ProcessId = 1,
                BootId = text,
                ProcessStartTicks = number,
            },
            Sequence = number,
            LedSeconds = real,
            At = At,
            Left = true,
            Waiting = text,
        };
}
