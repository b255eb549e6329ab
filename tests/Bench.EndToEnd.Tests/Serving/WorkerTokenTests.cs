using System.Net;
using Bench.EndToEnd.Tests.Harness;
using Bench.EndToEnd.Tests.Recomputation;

namespace Bench.EndToEnd.Tests.Serving;

/// <summary>Workers that others start and a service serves, by tokens made on the command line.</summary>
public sealed class WorkerTokenTests
{
    private const string Connected = "connected to the coordinator";
    private const string Unauthenticated = "16";
    private const string Refused = "no live channel to the coordinator";

    [Test]
    public async Task Workers_started_elsewhere_are_served_by_their_own_token_alone()
    {
        await using var sandbox = new Sandbox();
        var service = await Service.StartAsync(sandbox);
        var started = await StartAsync(sandbox, service, "t1");
        await StartAsync(sandbox, service, "t2");
        var uri = sandbox.Bucket("t1").Uri;
        started.Output.ShouldContain($"bench coordinator worker-token {uri} --vm vm-2");
        started.Output.ShouldContain($"--coordinator {service.Address} --token-file vm-2.token");

        await TokenAsync(sandbox, "own.token", uri, "vm-1");
        await TokenAsync(sandbox, "expired.token", uri, "vm-1", "--expires-days", "1e-9");
        await TokenAsync(sandbox, "run.token", sandbox.Bucket("t2").Uri, "vm-2");
        File.GetUnixFileMode(sandbox.Folder("own.token"))
            .ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);

        // vm-2 shows tokens that give it no right: each is refused, and it goes by the bucket alone.
        foreach (var wrong in new[] { "own.token", "run.token" })
        {
            using var stranger = service.StartWorker(sandbox, "vm-2", wrong);
            await SaysAsync(stranger, Refused);
            stranger.Output.ShouldNotContain(Connected);
            stranger.Signal(Signals.Terminate);
            await stranger.EndAsync();
        }

        (await StatusAsync(service, sandbox, "expired.token")).ShouldBe(Unauthenticated);
        (await StatusAsync(service, sandbox, "own.token")).ShouldNotBe(Unauthenticated);

        // The run cannot end before vm-1 has begun, so vm-2 has all the time that it needs to connect.
        await TokenAsync(sandbox, "second.token", uri, "vm-2");
        using var second = service.StartWorker(sandbox, "vm-2", "second.token");
        await SaysAsync(second, Connected);
        sandbox.Environment["BENCH_WORKER_TOKEN"] = (
            await sandbox.BenchAsync("coordinator", "worker-token", uri, "--vm", "vm-1")
        )
            .ShouldHaveCode(0)
            .Output.Trim();
        using var first = service.StartWorker(sandbox, "vm-1", tokenFile: null);
        (await sandbox.BenchAsync(["watch", "t1", .. service.Commands])).ShouldHaveCode(0);
        (await first.EndAsync()).ShouldHaveCode(0);
        (await second.EndAsync()).ShouldHaveCode(0);
        await Until.TrueAsync(
            () => sandbox.Bucket("t1").Has("report/report.json"),
            "the report is written"
        );
        SealedRun.ShouldBeWhole(sandbox.Bucket("t1"), entries: 4, iterations: 2);
    }

    private static Task<Ended> StartAsync(Sandbox sandbox, Service service, string id) =>
        sandbox.BenchAsync([
            .. new RunSetup { Id = id, More = ["--fleet", "none"] }.Arguments(sandbox),
            .. service.Commands,
            "--detach",
        ]);

    /// <summary>The status of a call that says nothing, as it stands on the wire.</summary>
    private static async Task<string> StatusAsync(Service service, Sandbox sandbox, string file)
    {
        using var client = new HttpClient();
        using var call = new HttpRequestMessage(
            HttpMethod.Post,
            new Uri(new Uri(service.Address), "/bench.v1.Workers/Connect")
        )
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent([]),
        };
        call.Content.Headers.ContentType = new("application/grpc");
        call.Headers.Authorization = new(
            "Bearer",
            (await File.ReadAllTextAsync(sandbox.Folder(file))).Trim()
        );
        using var reply = await client.SendAsync(call);
        await reply.Content.ReadAsByteArrayAsync();
        return reply
            .Headers.Concat(reply.TrailingHeaders)
            .Single(header => header.Key == "grpc-status")
            .Value.Single();
    }

    private static async Task TokenAsync(
        Sandbox sandbox,
        string file,
        string uri,
        string vm,
        params string[] more
    )
    {
        var made = await sandbox.BenchAsync([
            "coordinator",
            "worker-token",
            uri,
            "--vm",
            vm,
            "--out",
            file,
            .. more,
        ]);
        made.ShouldHaveCode(0).Output.ShouldContain("holds until");
        made.Output.ShouldNotContain("bwk_");
    }

    private static Task SaysAsync(BenchProcess worker, string words) =>
        Until.TrueAsync(
            () => worker.Output.Contains(words, StringComparison.Ordinal),
            words,
            () => worker.Output + worker.Errors
        );
}
