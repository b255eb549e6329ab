namespace Bench.Testing.Otlp;

/// <summary>A span as it arrived.</summary>
public sealed record OtlpSpan(
    string Service,
    string TraceId,
    string SpanId,
    string ParentId,
    string Name,
    DateTimeOffset Begin,
    DateTimeOffset End,
    bool IsError,
    IReadOnlyDictionary<string, string> Attributes
)
{
    public TimeSpan Duration => End - Begin;

    internal static IEnumerable<OtlpSpan> Of(OtlpMessage request) =>
        from resource in request.Messages(1)
        let service = resource.Message(1)!.Attributes(1).GetValueOrDefault("service.name", "")
        from scope in resource.Messages(2)
        from span in scope.Messages(2)
        select new OtlpSpan(
            service,
            span.Hex(1),
            span.Hex(2),
            span.Hex(4),
            span.Text(5),
            TimeOf(span.Number(7)),
            TimeOf(span.Number(8)),
            span.Message(15)?.Number(3) == 2,
            span.Attributes(9)
        );

    private static DateTimeOffset TimeOf(ulong nanoseconds) =>
        DateTimeOffset.UnixEpoch.AddTicks((long)(nanoseconds / 100));
}

/// <summary>A point of a metric as it arrived; of a histogram its sum and count.</summary>
public sealed record OtlpPoint(
    string Service,
    string Instance,
    string Metric,
    string Unit,
    string Kind,
    double Value,
    ulong Count,
    IReadOnlyDictionary<string, string> Attributes
)
{
    internal static IEnumerable<OtlpPoint> Of(OtlpMessage request) =>
        from resource in request.Messages(1)
        let names = resource.Message(1)!.Attributes(1)
        from scope in resource.Messages(2)
        from metric in scope.Messages(2)
        from point in Points(
            names.GetValueOrDefault("service.name", ""),
            names.GetValueOrDefault("service.instance.id", ""),
            metric
        )
        select point;

    private static IEnumerable<OtlpPoint> Points(
        string service,
        string instance,
        OtlpMessage metric
    )
    {
        foreach (var (field, kind) in new[] { (5, "gauge"), (7, "sum") })
        {
            foreach (var point in metric.Message(field)?.Messages(1) ?? [])
            {
                var value = point.Has(6) ? (long)point.Number(6) : point.Double(4);
                yield return new OtlpPoint(
                    service,
                    instance,
                    metric.Text(1),
                    metric.Text(3),
                    kind,
                    value,
                    1,
                    point.Attributes(7)
                );
            }
        }
        foreach (var point in metric.Message(9)?.Messages(1) ?? [])
        {
            yield return new OtlpPoint(
                service,
                instance,
                metric.Text(1),
                metric.Text(3),
                "histogram",
                point.Double(5),
                point.Number(4),
                point.Attributes(9)
            );
        }
    }
}
