using Bench.EndToEnd.Tests.Harness;
using Bench.Testing.Gcs;

namespace Bench.EndToEnd.Tests.Buckets;

/// <summary>
/// A sandbox whose artifacts are in a bucket of the GCS server of this process. The program is told of the server by
/// the environment, this process by its URIs.
/// </summary>
internal sealed class GcsBed : IAsyncDisposable
{
    private GcsBed(GcsServer server)
    {
        Server = server;
        Sandbox.ArtifactsUri = "gs://artifacts/runs";
        Sandbox.Environment["STORAGE_EMULATOR_HOST"] = server.Host;
        Mirror = new StoreMirror(
            Sandbox,
            $"gs://artifacts/runs?endpoint={server.Address}&anonymous=true"
        );
    }

    public Sandbox Sandbox { get; } = new();

    public GcsServer Server { get; }

    public StoreMirror Mirror { get; }

    public static string RunUri => "gs://artifacts/runs/t1";

    public static async Task<GcsBed> CreateAsync() => new(await GcsServer.StartAsync("artifacts"));

    public async ValueTask DisposeAsync()
    {
        await Sandbox.DisposeAsync();
        await Server.DisposeAsync();
    }
}
