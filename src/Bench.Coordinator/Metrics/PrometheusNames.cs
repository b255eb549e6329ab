namespace Bench.Coordinator.Metrics;

/// <summary>Names of Prometheus for those of OpenTelemetry, by the rule that collectors go by.</summary>
internal static class PrometheusNames
{
    /// <param name="type"><c>gauge</c>, <c>counter</c> or <c>histogram</c>.</param>
    public static string Of(string name, string? unit, string type)
    {
        var suffix = unit switch
        {
            "s" => "_seconds",
            "By" => "_bytes",
            _ => "",
        };
        return OfLabel(name) + suffix + (type == "counter" ? "_total" : "");
    }

    public static string OfLabel(string attribute) => attribute.Replace('.', '_').Replace('-', '_');
}
