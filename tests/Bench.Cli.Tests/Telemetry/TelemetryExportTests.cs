using System.Net;
using System.Net.Sockets;
using Bench.Cli.Telemetry;
using Bench.Protocol.Telemetry;
using Bench.Testing.Otlp;

namespace Bench.Cli.Tests.Telemetry;

/// <summary>What is sent to a real collector, by what the environment says.</summary>
[NonParallelizable]
internal sealed class TelemetryExportTests
{
    private const string Secret = "api-key=s3cr3t-header-value";
    private static readonly string[] Variables =
    [
        "OTEL_EXPORTER_OTLP_ENDPOINT",
        "OTEL_EXPORTER_OTLP_HEADERS",
        "OTEL_EXPORTER_OTLP_PROTOCOL",
        "OTEL_SDK_DISABLED",
        "OTEL_RESOURCE_ATTRIBUTES",
        "OTEL_SERVICE_NAME",
    ];

    [SetUp]
    [TearDown]
    public void Forget() =>
        Array.ForEach(Variables, name => Environment.SetEnvironmentVariable(name, null));

    [TestCase(null)]
    [TestCase("http/protobuf")]
    [TestCase("grpc")]
    public async Task Spans_and_metrics_arrive_by_either_protocol(string? protocol)
    {
        await using var collector = await OtlpCollector.StartAsync();
        Set("OTEL_EXPORTER_OTLP_ENDPOINT", protocol == "grpc" ? collector.Grpc : collector.Http);
        Set("OTEL_EXPORTER_OTLP_PROTOCOL", protocol);
        Set("OTEL_EXPORTER_OTLP_HEADERS", Secret);

        (await TelemetrySwitch.DuringAsync("bench-test", TimeProvider.System, TellAsync)).ShouldBe(
            7
        );

        var span = collector.Spans.ShouldHaveSingleItem();
        span.Service.ShouldBe("bench-test");
        span.Name.ShouldBe("iteration");
        span.SpanId.ShouldBe(Own.SpanId.ToHexString());
        span.TraceId.ShouldBe(Own.TraceId.ToHexString());
        span.ParentId.ShouldBe(Trace.Run.SpanId.ToHexString());
        span.Duration.ShouldBe(TimeSpan.FromSeconds(2));
        span.Attributes["bench.vm.name"].ShouldBe("vm-1");
        span.Attributes["error.type"].ShouldBe("timeout");
        span.IsError.ShouldBeTrue();
        collector.Points.ShouldContain(point => point.Metric == "dotnet.process.cpu.time");
        collector.Requests.ShouldAllBe(request =>
            request.Headers.GetValueOrDefault("api-key") == "s3cr3t-header-value"
        );
    }

    [Test]
    public async Task The_environment_names_the_process()
    {
        await using var collector = await OtlpCollector.StartAsync();
        Set("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Http);
        Set("OTEL_RESOURCE_ATTRIBUTES", "service.name=mine,deployment.environment.name=lab");
        await TelemetrySwitch.DuringAsync("bench-test", TimeProvider.System, TellAsync);
        collector.Spans.ShouldHaveSingleItem().Service.ShouldBe("mine");
    }

    [Test]
    public async Task Nothing_is_sent_when_it_is_not_asked_for()
    {
        await using var collector = await OtlpCollector.StartAsync();
        (string? Endpoint, string? Disabled)[] off =
        [
            (null, null),
            (" ", null),
            (collector.Http, "TRUE"),
            (collector.Http, " true "),
        ];
        foreach (var (endpoint, disabled) in off)
        {
            Set("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint);
            Set("OTEL_SDK_DISABLED", disabled);
            (await TelemetrySwitch.DuringAsync("bench-test", TimeProvider.System, Tell)).ShouldBe(
                7
            );
        }
        collector.Requests.ShouldBeEmpty();
    }

    [TestCase("OTEL_EXPORTER_OTLP_ENDPOINT", "user:hunter2@collector")]
    [TestCase("OTEL_EXPORTER_OTLP_ENDPOINT", "ftp://user:hunter2@collector")]
    [TestCase("OTEL_EXPORTER_OTLP_PROTOCOL", "http/json")]
    public void What_cannot_be_used_is_told_without_its_value(string variable, string value)
    {
        var set = new Dictionary<string, string>
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = "http://127.0.0.1:4318",
            [variable] = value,
        };
        var (settings, problem) = OtlpSettings.Read(set.GetValueOrDefault);
        settings.ShouldBeNull();
        problem.ShouldNotBeNull().ShouldContain(variable);
        problem.ShouldNotContain("hunter2");
    }

    [Test]
    public async Task A_collector_that_is_not_there_or_never_answers_fails_nothing()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        await using var hanging = await OtlpCollector.StartAsync(hangs: true);
        taken.Stop();
        foreach (var endpoint in new[] { $"http://127.0.0.1:{port}", hanging.Http })
        {
            Set("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint);
            (
                await TelemetrySwitch
                    .DuringAsync("bench-test", TimeProvider.System, TellAsync)
                    .WaitAsync(TimeSpan.FromSeconds(60))
            ).ShouldBe(7);
        }
        hanging.Requests.ShouldNotBeEmpty("it was reached, and has answered nothing");
    }

    [Test]
    public void Headers_are_taken_from_what_children_inherit()
    {
        Set("OTEL_EXPORTER_OTLP_HEADERS", Secret);
        TelemetrySwitch.ForgetSecrets();
        Environment.GetEnvironmentVariable("OTEL_EXPORTER_OTLP_HEADERS").ShouldBeNull();
    }

    private static RunTrace Trace { get; } = new(new string('a', 64));

    private static System.Diagnostics.ActivityContext Own { get; } = Trace.Entry("vm-1", 1, 1);

    private static Task<int> TellAsync()
    {
        SpanRecord.IsHeard.ShouldBeTrue();
        return Tell();
    }

    private static Task<int> Tell()
    {
        new SpanRecord
        {
            Name = "iteration",
            Parent = Trace.Run,
            Own = Own,
            Begin = DateTimeOffset.UnixEpoch,
            End = DateTimeOffset.UnixEpoch.AddSeconds(2),
            ErrorType = "timeout",
            Attributes = [("bench.vm.name", "vm-1")],
        }.Tell();
        return Task.FromResult(7);
    }

    private static void Set(string name, string? value) =>
        Environment.SetEnvironmentVariable(name, value);
}
