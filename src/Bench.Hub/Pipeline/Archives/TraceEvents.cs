using System.Text.Json;
using Bench.Model.Hub;

namespace Bench.Hub.Pipeline.Archives;

/// <summary>
/// An iteration in the Trace Event Format that Perfetto and Chrome's tracing page open: phases on one track, and each
/// module's operations as asynchronous spans. Times in it are microseconds.
/// </summary>
public static class TraceEvents
{
    private const int Process = 1;
    private const int PhaseTrack = 1;

    public static byte[] Of(HubPerfSummary summary)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("displayTimeUnit", "ms");
            json.WriteStartArray("traceEvents");
            Named(json, "process_name", 0, $"bench hub perf {summary.Options.Bucket}");
            Named(json, "thread_name", PhaseTrack, "phases");
            foreach (var phase in summary.Phases)
            {
                Phase(json, phase);
            }
            Modules(json, summary);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return stream.ToArray();
    }

    private static void Modules(Utf8JsonWriter json, HubPerfSummary summary)
    {
        var begins = summary
            .Phases.GroupBy(phase => phase.Name, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.First().BeginSeconds, StringComparer.Ordinal);
        var number = 0;
        foreach (var module in summary.Modules)
        {
            number++;
            Span(
                json,
                "provision",
                begins,
                module.ProvisionBeginSeconds,
                module.ProvisionSeconds,
                (number, module.Module)
            );
            Span(
                json,
                "deprovision",
                begins,
                module.DeprovisionBeginSeconds,
                module.DeprovisionSeconds,
                (number, module.Module)
            );
        }
    }

    private static void Span(
        Utf8JsonWriter json,
        string phase,
        Dictionary<string, double> begins,
        double? begin,
        double? seconds,
        (int Number, string Name) module
    )
    {
        if (begin is null || seconds is null || !begins.TryGetValue(phase, out var phaseBegin))
        {
            return;
        }
        var at = phaseBegin + begin.Value;
        Async(json, "b", phase, at, module);
        Async(json, "e", phase, at + seconds.Value, module);
    }

    private static void Async(
        Utf8JsonWriter json,
        string kind,
        string phase,
        double at,
        (int Number, string Name) module
    )
    {
        Begin(json, kind, module.Name, PhaseTrack, at);
        json.WriteString("cat", phase);
        json.WriteNumber("id", module.Number);
        json.WriteEndObject();
    }

    private static void Phase(Utf8JsonWriter json, HubPhase phase)
    {
        Begin(json, "X", phase.Name, PhaseTrack, phase.BeginSeconds);
        json.WriteNumber("dur", phase.Seconds * 1e6);
        json.WriteEndObject();
    }

    private static void Named(Utf8JsonWriter json, string what, int track, string name)
    {
        Begin(json, "M", what, track, 0);
        json.WriteStartObject("args");
        json.WriteString("name", name);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Begin(
        Utf8JsonWriter json,
        string kind,
        string name,
        int track,
        double seconds
    )
    {
        json.WriteStartObject();
        json.WriteString("ph", kind);
        json.WriteString("name", name);
        json.WriteNumber("pid", Process);
        json.WriteNumber("tid", track);
        json.WriteNumber("ts", seconds * 1e6);
    }
}
