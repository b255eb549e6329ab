using System.Text.Json.Nodes;
using Bench.EndToEnd.Tests.Harness;
using Bench.EndToEnd.Tests.Serving;

namespace Bench.EndToEnd.Tests.Observing;

/// <summary>What coordinators log of a run is in its bucket.</summary>
public sealed class CoordinatorLogTests
{
    private static readonly string[] Secrets =
    [
        "hunter2-access",
        "hunter2-bench-token",
        "hunter2-header",
    ];

    [TestCase("")]
    [TestCase("--no-channel")]
    public async Task A_run_keeps_its_coordinators_log_without_secrets(string option)
    {
        await using var sandbox = new Sandbox();
        sandbox.Environment["AWS_SECRET_ACCESS_KEY"] = Secrets[0];
        sandbox.Environment["BENCH_TOKEN"] = Secrets[1];
        sandbox.Environment["OTEL_EXPORTER_OTLP_HEADERS"] = $"authorization=Bearer {Secrets[2]}";
        var ended = await new RunSetup
        {
            Configs = null,
            Workers = 1,
            Iterations = 1,
            More = option.Length == 0 ? [] : [option],
        }.RunAsync(sandbox);
        ended.ShouldHaveCode(0);
        var bucket = sandbox.Bucket("t1");
        var lines = Log(bucket);
        lines[0]["RenderedMessage"]!.GetValue<string>().ShouldBe("t1: leading");
        lines.ShouldContain(line =>
            line["RenderedMessage"]!.GetValue<string>() == "t1: sealed (Completed)"
        );
        lines.ShouldAllBe(line => line["Properties"]!["Run"]!.GetValue<string>() == "t1");
        var worker = Names(bucket, "logs/worker-").ShouldHaveSingleItem();
        worker.ShouldBe("logs/worker-vm-1.000001.jsonl");
        Lines(bucket, worker)[0]["RenderedMessage"]!
            .GetValue<string>()
            .ShouldBe("acting as vm-1, epoch 1");
        foreach (var name in bucket.Names())
        {
            var text = bucket.Text(name);
            Secrets
                .Where(secret => text.Contains(secret, StringComparison.Ordinal))
                .ShouldBeEmpty(name);
            text.Contains("bwk_", StringComparison.Ordinal).ShouldBeFalse(name);
        }
    }

    [Test]
    public async Task A_service_that_leaves_a_run_keeps_what_it_logged_of_it_and_of_no_other()
    {
        await using var sandbox = new Sandbox();
        var service = await Service.StartAsync(sandbox);
        foreach (var id in new[] { "t1", "t2" })
        {
            var setup = new RunSetup { Id = id, More = ["--fleet", "none"] };
            (
                await sandbox.BenchAsync([
                    .. setup.Arguments(sandbox),
                    .. service.Commands,
                    "--detach",
                ])
            ).ShouldHaveCode(0);
        }
        service.Process.Signal(Signals.Terminate);
        (await service.Process.EndAsync()).ShouldHaveCode(0);
        foreach (var id in new[] { "t1", "t2" })
        {
            var lines = Log(sandbox.Bucket(id));
            lines.ShouldAllBe(line => line["Properties"]!["Run"]!.GetValue<string>() == id);
            lines[^1]["RenderedMessage"]!.GetValue<string>().ShouldBe($"{id}: led no more here");
        }
    }

    private static IReadOnlyList<JsonNode> Log(Bucket bucket)
    {
        var name = Names(bucket, "logs/coordinator-").ShouldHaveSingleItem();
        var leader = bucket
            .Names("decisions")
            .Select(bucket.Json)
            .First(decision => decision["kind"]!.GetValue<string>() == "lead");
        leader
            .ToJsonString()
            .ShouldContain(Path.GetFileNameWithoutExtension(name)["coordinator-".Length..]);
        return Lines(bucket, name);
    }

    private static IEnumerable<string> Names(Bucket bucket, string prefix) =>
        bucket.Names("logs").Where(name => name.StartsWith(prefix, StringComparison.Ordinal));

    private static IReadOnlyList<JsonNode> Lines(Bucket bucket, string name) =>
        [
            .. bucket
                .Text(name)
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => JsonNode.Parse(line)!),
        ];
}
