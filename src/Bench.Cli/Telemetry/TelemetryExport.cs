using Bench.Protocol.Telemetry;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Bench.Cli.Telemetry;

/// <summary>
/// Sends what this process tells of its work to the collector that the environment names. It is sent by threads of its own, which drop what they cannot send: a run never waits for them.
/// </summary>
internal sealed class TelemetryExport : IAsyncDisposable
{
    /// <summary>Longest time that the end of a process waits for a collector that answers.</summary>
    private static readonly TimeSpan FlushLimit = TimeSpan.FromSeconds(5);

    private readonly TimeProvider _time;
    private readonly long _begin;
    private readonly List<CollectorReplies> _replies = [];
    private readonly OtlpSettings _settings;
    private readonly TracerProvider _traces;
    private readonly MeterProvider _metrics;
    private readonly Task _first;

    private TelemetryExport(OtlpSettings settings, string service, TimeProvider time)
    {
        (_settings, _time, _begin) = (settings, time, time.GetTimestamp());
        var resource = ResourceBuilder
            .CreateEmpty()
            .AddTelemetrySdk()
            .AddService(service, "bench", BenchVersion.Current)
            .AddEnvironmentVariableDetector();
        _traces = Sdk.CreateTracerProviderBuilder()
            .SetResourceBuilder(resource)
            .AddSource(SpanRecord.SourceName)
            .AddOtlpExporter(Configure)
            .Build();
        _metrics = Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(resource)
            .AddMeter("Bench.*", "System.Runtime")
            .AddOtlpExporter(Configure)
            .Build();
        // Tells early whether the collector answers.
        _first = Task.Run(() => _metrics.ForceFlush((int)FlushLimit.TotalMilliseconds));
    }

    public async ValueTask DisposeAsync()
    {
        // One that refuses or cannot be reached is known by then: only one that is slow to answer is waited for.
        var left = FlushLimit - _time.GetElapsedTime(_begin);
        if (left > TimeSpan.Zero)
        {
            await Task.WhenAny(_first, Task.Delay(left, _time));
        }
        if (!_settings.HasOwnCertificates && !_replies.Any(one => one.Answers))
        {
            return;
        }
        var sending = Task.WhenAll(
            Task.Run(() => End(_traces, _traces.Shutdown)),
            Task.Run(() => End(_metrics, _metrics.Shutdown))
        );
        await Task.WhenAny(sending, Task.Delay(FlushLimit, _time));
    }

    private static void End(IDisposable provider, Func<int, bool> shutDown)
    {
        shutDown((int)FlushLimit.TotalMilliseconds);
        provider.Dispose();
    }

    /// <summary>Does something, with its telemetry sent where the environment says.</summary>
    /// <param name="service">What this process is, as <c>service.name</c>.</param>
    public static async Task<int> DuringAsync(
        string service,
        TimeProvider time,
        Func<Task<int>> work
    )
    {
        var (settings, problem) = OtlpSettings.Read(Environment.GetEnvironmentVariable);
        if (settings is null)
        {
            await Console.Error.WriteLineAsync($"warning: {problem}");
            return await work();
        }
        await using var export = new TelemetryExport(settings, service, time);
        return await work();
    }

    /// <summary>Where to, and with which headers, the exporter reads from the environment itself.</summary>
    private void Configure(OtlpExporterOptions options)
    {
        options.Protocol = _settings.Protocol;
        if (_settings.HasOwnCertificates)
        {
            return;
        }
        options.HttpClientFactory = () =>
        {
            var replies = new CollectorReplies();
            lock (_replies)
            {
                _replies.Add(replies);
            }
            return new HttpClient(replies)
            {
                Timeout = TimeSpan.FromMilliseconds(options.TimeoutMilliseconds),
            };
        };
    }
}
