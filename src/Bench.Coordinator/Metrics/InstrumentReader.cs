using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Bench.Coordinator.Metrics;

/// <summary>Adds up what this process counts, from when it is made until it is disposed of.</summary>
internal sealed class InstrumentReader : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<Instrument, InstrumentSum> _sums = new();

    public InstrumentReader()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (
                instrument is Counter<long> or Histogram<double>
                && instrument.Meter.Name.StartsWith("Bench.", StringComparison.Ordinal)
            )
            {
                var sum = _sums.GetOrAdd(instrument, static one => new InstrumentSum(one));
                listener.EnableMeasurementEvents(instrument, sum);
            }
        };
        _listener.SetMeasurementEventCallback<long>(
            static (_, value, tags, sum) => ((InstrumentSum)sum!).Add(value, tags)
        );
        _listener.SetMeasurementEventCallback<double>(
            static (_, value, tags, sum) => ((InstrumentSum)sum!).Add(value, tags)
        );
        _listener.Start();
    }

    public void WriteTo(PrometheusText text)
    {
        foreach (var sum in _sums.Values.OrderBy(sum => sum.Name, StringComparer.Ordinal))
        {
            sum.WriteTo(text);
        }
    }

    public void Dispose() => _listener.Dispose();
}
