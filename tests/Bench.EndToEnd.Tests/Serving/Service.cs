using Bench.EndToEnd.Tests.Harness;

namespace Bench.EndToEnd.Tests.Serving;

/// <summary>A service on a free port of loopback.</summary>
/// <param name="Commands">The options by which commands reach it.</param>
internal sealed record Service(BenchProcess Process, string[] Commands)
{
    public string Address => Commands[Array.IndexOf(Commands, "--coordinator") + 1];

    /// <summary>A worker of the run <c>t1</c>, as somebody starts it on a VM.</summary>
    /// <param name="tokenFile">Null where the environment has the token.</param>
    public BenchProcess StartWorker(Sandbox sandbox, string vm, string? tokenFile) =>
        sandbox.Start([
            "worker",
            "--run",
            sandbox.Bucket("t1").Uri,
            "--vm",
            vm,
            "--coordinator",
            Address,
            .. tokenFile is null ? Array.Empty<string>() : ["--token-file", tokenFile],
        ]);

    public static async Task<Service> StartAsync(Sandbox sandbox, params string[] more)
    {
        var process = sandbox.Start([
            "coordinator",
            "serve",
            "--artifacts",
            sandbox.ArtifactsUri,
            "--listen",
            "http://127.0.0.1:0",
            .. more,
        ]);
        await Until.TrueAsync(
            () => process.Output.Contains("--token-file", StringComparison.Ordinal),
            "the service says where it is",
            () => process.Errors
        );
        process.Output.ShouldNotContain("bop_");
        var line = process
            .Output.Split('\n')
            .Single(l => l.StartsWith("commands:", StringComparison.Ordinal));
        return new Service(process, line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..]);
    }
}
