using OpenTelemetry.Exporter;

namespace Bench.Cli.Telemetry;

/// <summary>What the environment says of where telemetry goes.</summary>
/// <param name="Protocol">How it is sent.</param>
/// <param name="HasOwnCertificates">Whether certificates are named for it, which the exporter reads itself.</param>
internal sealed record OtlpSettings(OtlpExportProtocol Protocol, bool HasOwnCertificates)
{
    private const string ProtocolVariable = "OTEL_EXPORTER_OTLP_PROTOCOL";
    private static readonly string[] Certificates =
    [
        "OTEL_EXPORTER_OTLP_CERTIFICATE",
        "OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE",
        "OTEL_EXPORTER_OTLP_CLIENT_KEY",
    ];

    /// <summary>Null with a problem when it cannot be used. Values are not repeated: a password may stand in them.</summary>
    public static (OtlpSettings? Settings, string? Problem) Read(Func<string, string?> variable)
    {
        if (
            !Uri.TryCreate(
                variable(TelemetrySwitch.EndpointVariable)?.Trim(),
                UriKind.Absolute,
                out var endpoint
            ) || endpoint.Scheme is not ("http" or "https")
        )
        {
            return (
                null,
                $"{TelemetrySwitch.EndpointVariable} is no address such as http://127.0.0.1:4318, so no telemetry is sent"
            );
        }
        OtlpExportProtocol? protocol = variable(ProtocolVariable)?.Trim() switch
        {
            null or "" or "http/protobuf" => OtlpExportProtocol.HttpProtobuf,
            "grpc" => OtlpExportProtocol.Grpc,
            _ => null,
        };
        return protocol is null
            ? (
                null,
                $"{ProtocolVariable} is neither http/protobuf nor grpc, so no telemetry is sent"
            )
            : (
                new OtlpSettings(
                    protocol.Value,
                    Certificates.Any(name => !string.IsNullOrEmpty(variable(name)))
                ),
                null
            );
    }
}
