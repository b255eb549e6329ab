using Bench.EndToEnd.Tests.Harness;

namespace Bench.EndToEnd.Tests.Serving;

/// <summary>A service that other machines can reach: nobody gets in without TLS, a certificate and a token.</summary>
public sealed class SecureServiceTests
{
    [Test]
    public async Task A_run_is_led_watched_and_cancelled_over_mutual_tls_and_strangers_stay_out()
    {
        await using var sandbox = new Sandbox();
        using var files = new ServiceFiles(sandbox);
        var serve = Serve(sandbox, files);
        var open = await sandbox.BenchAsync(serve);
        open.ShouldHaveCode(2).Errors.ShouldContain("no operator has a token");

        var expired = await files.TokenAsync("late", days: "0.000001");
        var right = await files.TokenAsync("ci");
        var (service, address) = await StartAsync(sandbox, files, serve);
        string[] caller = Caller(address, right.File, files.Authority, files.Client);
        var setup = new RunSetup
        {
            Tests = Given.OneTest,
            // Short iterations and many: a worker does not connect while it measures.
            Job = Given.TimedJob("300ms"),
            Iterations = 400,
            Configs = null,
            Workers = 1,
            More = [.. caller, "--detach"],
        };
        (await setup.RunAsync(sandbox)).ShouldHaveCode(0);
        using var watch = sandbox.Start(["watch", "t1", .. caller]);
        await Until.TrueAsync(
            () => service.Errors.Contains(": connected, epoch", StringComparison.Ordinal),
            "the worker is connected over TLS",
            () => service.Errors
        );

        await ShouldRefuseAsync(sandbox, files, address, right.File, expired.File);
        var healthz = new Uri(address, "/healthz");
        (await files.BrowseAsync(healthz, showsCertificate: true)).ShouldBe("ok\n");
        await Should.ThrowAsync<HttpRequestException>(
            files.BrowseAsync(healthz, showsCertificate: false)
        );
        ShouldKeepSecret(sandbox, service, right.Token);

        (await sandbox.BenchAsync(["cancel", "t1", .. caller]))
            .ShouldHaveCode(0)
            .Output.ShouldContain("is cancelled and sealed");
        (await watch.EndAsync()).ShouldHaveCode(1);
        service.Signal(Signals.Terminate);
        (await service.EndAsync()).ShouldHaveCode(0);
        ShouldKeepSecret(sandbox, service, right.Token);
    }

    private static string[] Serve(Sandbox sandbox, ServiceFiles files) =>
        [
            "coordinator",
            "serve",
            "--artifacts",
            sandbox.ArtifactsUri,
            "--listen",
            "https://0.0.0.0:0",
            "--tls-certificate",
            files.Server.Certificate,
            "--tls-key",
            sandbox.Folder("server.key"),
            "--client-ca",
            files.Authority,
            "--local-workers",
        ];

    /// <summary>Its workers inherit what they show and trust.</summary>
    private static async Task<(BenchProcess Process, Uri Address)> StartAsync(
        Sandbox sandbox,
        ServiceFiles files,
        string[] serve
    )
    {
        var (certificate, key) = files.Client;
        sandbox.Environment["BENCH_COORDINATOR_CA"] = files.Authority;
        sandbox.Environment["BENCH_CLIENT_CERTIFICATE"] = certificate;
        sandbox.Environment["BENCH_CLIENT_KEY"] = key;
        var service = sandbox.Start(serve);
        sandbox.Environment.Clear();
        await Until.TrueAsync(
            () => service.Output.Contains("--token-file", StringComparison.Ordinal),
            "the service says where it is",
            () => service.Errors
        );
        var words = service.Output.Split((char[])[' ', '\n'], StringSplitOptions.TrimEntries);
        var listens = new Uri(words[Array.IndexOf(words, "--coordinator") + 1]);
        return (service, new UriBuilder(listens) { Host = "127.0.0.1" }.Uri);
    }

    private static string[] Caller(
        Uri address,
        string token,
        string authority,
        (string Certificate, string Key)? client
    ) =>
        [
            "--coordinator",
            address.ToString(),
            "--token-file",
            token,
            "--coordinator-ca",
            authority,
            .. client is { } own
                ? (string[])["--client-certificate", own.Certificate, "--client-key", own.Key]
                : [],
        ];

    private static async Task ShouldRefuseAsync(
        Sandbox sandbox,
        ServiceFiles files,
        Uri address,
        string token,
        string expired
    )
    {
        var wrong = sandbox.Write("wrong.token", "bop_000000000000_wrong");
        var plain = new UriBuilder(address) { Scheme = "http" }.Uri;
        (string[] Caller, int Code, string Words)[] strangers =
        [
            (Caller(address, wrong, files.Authority, files.Client), 2, "Unauthenticated"),
            (Caller(address, expired, files.Authority, files.Client), 2, "Unauthenticated"),
            (Caller(address, token, files.OtherAuthority, files.Client), 3, "certificate"),
            (Caller(address, token, files.Authority, files.Stranger), 3, "cannot be reached"),
            (Caller(address, token, files.Authority, client: null), 3, "cannot be reached"),
            (Caller(plain, token, files.Authority, files.Client), 3, "cannot be reached"),
        ];
        foreach (var (caller, code, words) in strangers)
        {
            var refused = await sandbox.BenchAsync(["watch", "t1", .. caller]);
            refused.ShouldHaveCode(code).Errors.ShouldContain(words);
        }
    }

    /// <summary>Neither on command lines nor in what is printed, logged or stored.</summary>
    private static void ShouldKeepSecret(Sandbox sandbox, BenchProcess service, string token)
    {
        var secret = token[(token.LastIndexOf('_') + 1)..];
        foreach (var process in sandbox.Processes)
        {
            process.Arguments.ShouldAllBe(it => !it.Contains(secret) && !it.Contains("bwk_"));
        }
        var logs = Directory.GetFiles(
            sandbox.Folder("state/bench/coordinator/logs"),
            "*",
            SearchOption.AllDirectories
        );
        logs.ShouldNotBeEmpty();
        var stored = Directory.GetFiles(sandbox.Artifacts, "*", SearchOption.AllDirectories);
        var said = logs.Concat(stored).Select(File.ReadAllText);
        foreach (var text in said.Append(service.Output).Append(service.Errors))
        {
            text.Contains(secret).ShouldBeFalse();
            text.Contains("bwk_").ShouldBeFalse();
        }
    }
}
