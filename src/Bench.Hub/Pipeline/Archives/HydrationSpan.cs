using Bench.Hub.Pipeline.Driving;

namespace Bench.Hub.Pipeline.Archives;

/// <summary>The part of provisioning in which modules were hydrated. Seconds since the first module was asked for.</summary>
internal sealed record HydrationSpan(double BeginSeconds, double Seconds)
{
    /// <summary>From the first request until the last module had its files; null where the hub does not tell.</summary>
    public static HydrationSpan? Of(IReadOnlyList<ModuleTiming> timings)
    {
        // What follows hydrating a module is the start of its instance.
        var ends = timings
            .Where(timing =>
                timing is { Error: null, Seen.Times: var times } && times.ContainsKey("hydrate")
            )
            .Select(timing => timing.DoneSeconds - timing.Seen!.Times.GetValueOrDefault("start"))
            .ToList();
        if (ends.Count == 0)
        {
            return null;
        }
        var begin = timings.Min(timing => timing.AskedSeconds);
        return new(begin, Math.Max(0, ends.Max() - begin));
    }
}
