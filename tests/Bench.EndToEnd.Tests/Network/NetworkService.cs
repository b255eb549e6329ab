using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Bench.EndToEnd.Tests.Harness;

namespace Bench.EndToEnd.Tests.Network;

/// <summary>A coordinator that serves on a host's own address, as users start it: TLS, an operator's and workers' tokens.</summary>
internal sealed class NetworkService(NetworkBed bed)
{
    private const string Connected = "connected to the coordinator";

    private string Address => $"https://{bed.Host(NetworkBed.Boss).Address}:7070";

    private string State => bed.Host(NetworkBed.Boss).Folder("state");

    private string Certificate => bed.Host(NetworkBed.Boss).Folder("certificate.pem");

    private string Key => bed.Host(NetworkBed.Boss).Folder("key.pem");

    private string Token => bed.Host(NetworkBed.Boss).Folder("token");

    /// <summary>The service's process.</summary>
    public BenchProcess Process { get; private set; } = null!;

    public static async Task<NetworkService> StartAsync(NetworkBed bed)
    {
        var service = new NetworkService(bed);
        service.WriteCertificate();
        var token = await bed.Start(
                NetworkBed.Boss,
                ["coordinator", "token", "--right", "control", "--state-dir", service.State]
            )
            .EndAsync();
        await File.WriteAllTextAsync(service.Token, token.ShouldHaveCode(0).Output);
        await service.StartAsync();
        return service;
    }

    /// <summary>Starts the process, for the first time or again.</summary>
    public async Task StartAsync()
    {
        Process = bed.Start(
            NetworkBed.Boss,
            [
                "coordinator",
                "serve",
                "--artifacts",
                bed.Sandbox.ArtifactsUri,
                "--listen",
                Address,
                "--tls-certificate",
                Certificate,
                "--tls-key",
                Key,
                "--state-dir",
                State,
            ]
        );
        await bed.SaysAsync(Process, "--token-file");
    }

    /// <summary>Starts a run that the service leads. One that is too busy to let the command in is asked again.</summary>
    public async Task RunAsync(RunSetup setup)
    {
        Ended ended;
        var tries = 0;
        do
        {
            ended = await bed.Start(
                    NetworkBed.Boss,
                    [
                        .. setup.Arguments(bed.Sandbox),
                        "--fleet",
                        "none",
                        "--detach",
                        "--coordinator",
                        Address,
                        "--coordinator-ca",
                        Certificate,
                        "--token-file",
                        Token,
                    ]
                )
                .EndAsync();
        } while (
            ended.Errors.Contains("cannot be reached", StringComparison.Ordinal) && ++tries < 5
        );
        ended.ShouldHaveCode(0);
    }

    /// <summary>Starts a worker that uses the live channel too.</summary>
    public async Task<BenchProcess> WorkerAsync(string id, string vm)
    {
        var token = await bed.Start(
                NetworkBed.Boss,
                [
                    "coordinator",
                    "worker-token",
                    id,
                    "--artifacts",
                    bed.Sandbox.ArtifactsUri,
                    "--vm",
                    vm,
                    "--state-dir",
                    State,
                ]
            )
            .EndAsync();
        var file = bed.Host(vm).Folder("token");
        await File.WriteAllTextAsync(file, token.ShouldHaveCode(0).Output);
        return bed.Worker(
            vm,
            new Dictionary<string, string> { ["BENCH_COORDINATOR_CA"] = Certificate },
            id,
            ["--coordinator", Address, "--token-file", file]
        );
    }

    /// <summary>Waits until a worker has connected so many times.</summary>
    public Task ConnectedAsync(BenchProcess worker, int times = 1) =>
        bed.SaysAsync(worker, Connected, times);

    /// <summary>A certificate for the host's address that is its own authority.</summary>
    private void WriteCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=boss", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(bed.Host(NetworkBed.Boss).Address);
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddHours(-1), now.AddHours(20));
        File.WriteAllText(Certificate, certificate.ExportCertificatePem());
        File.WriteAllText(Key, key.ExportPkcs8PrivateKeyPem());
    }
}
