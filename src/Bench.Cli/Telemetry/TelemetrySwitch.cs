using System.Runtime.CompilerServices;

namespace Bench.Cli.Telemetry;

/// <summary>Whether telemetry is sent. Until it is known to be, nothing that sends it is loaded.</summary>
internal static class TelemetrySwitch
{
    public const string EndpointVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string HeadersVariable = "OTEL_EXPORTER_OTLP_HEADERS";
    private const string DisabledVariable = "OTEL_SDK_DISABLED";

    /// <summary>Does something with its telemetry sent, if the environment asks for that.</summary>
    /// <param name="service">What this process is, as <c>service.name</c>.</param>
    public static Task<int> DuringAsync(string service, TimeProvider time, Func<Task<int>> work) =>
        IsOn ? SentAsync(service, time, work) : work();

    /// <summary>Programs that a worker starts get no secrets by it.</summary>
    public static void ForgetSecrets() => Environment.SetEnvironmentVariable(HeadersVariable, null);

    private static bool IsOn =>
        !string.IsNullOrWhiteSpace(Environment.GetEnvironmentVariable(EndpointVariable))
        && !string.Equals(
            Environment.GetEnvironmentVariable(DisabledVariable)?.Trim(),
            "true",
            StringComparison.OrdinalIgnoreCase
        );

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Task<int> SentAsync(string service, TimeProvider time, Func<Task<int>> work) =>
        TelemetryExport.DuringAsync(service, time, work);
}
