using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Bench.Protocol.Telemetry;

/// <summary>
/// A span that is over: what it is about is known from records, so it is told at once and whole. Nothing is done while
/// nobody listens, and none is ever the current one of a thread: no request to a store carries its ids.
/// </summary>
public sealed record SpanRecord
{
    public const string SourceName = "Bench";
    private static readonly ActivitySource Source = new(SourceName);

    public static bool IsHeard => Source.HasListeners();

    public required string Name { get; init; }

    public required ActivityContext Parent { get; init; }

    /// <summary>Its own ids, where others must know them; else its id is random.</summary>
    public ActivityContext? Own { get; init; }

    public required DateTimeOffset Begin { get; init; }

    public required DateTimeOffset End { get; init; }

    public required IReadOnlyList<(string Name, object? Value)> Attributes { get; init; }

    /// <summary>Kind of what went wrong; null where nothing did.</summary>
    public string? ErrorType { get; init; }

    /// <summary>Tells it.</summary>
    /// <returns>Its context, for those below it.</returns>
    public ActivityContext Tell()
    {
        var activity = Source.CreateActivity(Name, ActivityKind.Internal, Parent);
        if (activity is null)
        {
            return Parent;
        }
        foreach (var (name, value) in Attributes)
        {
            activity.SetTag(name, value);
        }
        if (ErrorType is not null)
        {
            activity.SetTag(TelemetryAttributes.ErrorType, ErrorType);
            activity.SetStatus(ActivityStatusCode.Error);
        }
        activity.SetStartTime(Begin.UtcDateTime);
        activity.Start();
        if (Own is { } own)
        {
            TryName(activity, own.SpanId.ToHexString());
        }
        activity.SetEndTime((End < Begin ? Begin : End).UtcDateTime);
        activity.Stop();
        return activity.Context;
    }

    /// <summary>
    /// Activities have no way to be given an id. Where this one is missing the span keeps its random id: it is in the
    /// same trace, and what is below it finds it no more.
    /// </summary>
    private static void TryName(Activity activity, string id)
    {
        try
        {
            IdOf(activity) = id;
        }
        catch (MissingFieldException)
        {
            activity.SetTag("bench.span.id", id);
        }
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_spanId")]
    private static extern ref string? IdOf(Activity activity);
}
