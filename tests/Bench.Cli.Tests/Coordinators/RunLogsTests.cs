using System.Text;
using System.Text.Json.Nodes;
using Bench.Cli.Coordinators;
using Bench.Host.Logs;
using Bench.Host.Tests;
using Microsoft.Extensions.Logging;

namespace Bench.Cli.Tests.Coordinators;

/// <summary>What of a log gets into a run's bucket.</summary>
internal sealed class RunLogsTests
{
    private static readonly LogRedaction Redaction = new(
        new Dictionary<string, string>
        {
            ["AWS_SECRET_ACCESS_KEY"] = "hunter2/with+signs",
            ["OTEL_EXPORTER_OTLP_HEADERS"] = "authorization=Bearer abc123,x-scope=tenant-7",
            ["GOOGLE_APPLICATION_CREDENTIALS"] = "/etc/bench/key.json",
            ["MY_PASSWORD"] = "short",
            ["HOME"] = "/etc/bench",
        }
    );

    [Test]
    public void Lines_are_documents_of_their_run_alone()
    {
        using var logs = new RunLogs(Redaction, new ManualTime());
        logs.LogInformation("{Run}: {Note}", "t1", "a \"quoted\"\nnote");
        logs.LogError(new InvalidOperationException("why"), "{Run}: failed", "t1");
        logs.LogInformation("{Run}: other", "t2");
        logs.LogInformation("no run");
        logs.LogDebug("{Run}: detail", "t1");
        var lines = Lines(logs, "t1");
        lines.Count.ShouldBe(2);
        lines[0]["RenderedMessage"]!.GetValue<string>().ShouldBe("t1: a \"quoted\"\nnote");
        lines[0]["Properties"]!["Note"]!.GetValue<string>().ShouldBe("a \"quoted\"\nnote");
        lines[1]["Level"]!.GetValue<string>().ShouldBe("Error");
        lines[1]["Exception"]!.GetValue<string>().ShouldContain("why");
        logs.News("t1").ShouldBeNull("nothing is new");
        Lines(logs, "t2").Count.ShouldBe(1);
    }

    [Test]
    public void A_run_that_goes_on_for_ever_keeps_its_last_lines()
    {
        using var logs = new RunLogs(Redaction, new ManualTime());
        var note = new string('x', 1000);
        for (var i = 0; i < 3000; i++)
        {
            logs.LogInformation("{Run}: {Number} {Note}", "t1", i, note);
        }
        var bytes = logs.News("t1")!;
        bytes.Length.ShouldBeLessThan((1 << 20) + 4096);
        var lines = Encoding
            .UTF8.GetString(bytes)
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);
        JsonNode.Parse(lines[0])!["RenderedMessage"]!
            .GetValue<string>()
            .ShouldBe("(earlier lines left out)");
        JsonNode.Parse(lines[1])!["Properties"]!["Run"]!.GetValue<string>().ShouldBe("t1");
        JsonNode.Parse(lines[^1])!["Properties"]!["Number"]!.GetValue<string>().ShouldBe("2999");
    }

    [TestCase("key hunter2/with+signs refused", "key *** refused")]
    [TestCase("header Bearer abc123 refused", "header *** refused")]
    [TestCase("for tenant-7", "for ***")]
    [TestCase("http://user:pa55@host:1/x", "http://***@host:1/x")]
    [TestCase("token bwk_abc.def-1 given", "token *** given")]
    [TestCase("s3://b/k?X-Amz-Signature=0f0f&x=1", "s3://b/k?X-Amz-Signature=***&x=1")]
    [TestCase("short /etc/bench/key.json stays", "short /etc/bench/key.json stays")]
    public void Secrets_are_taken_out(string text, string clean)
    {
        Redaction.Clean(text).ShouldBe(clean);
        using var logs = new RunLogs(Redaction, new ManualTime());
        logs.LogError(new InvalidOperationException(text), "{Run}: {Note}", "t1", text);
        var line = Lines(logs, "t1").ShouldHaveSingleItem();
        line["RenderedMessage"]!.GetValue<string>().ShouldBe($"t1: {clean}");
        line["Properties"]!["Note"]!.GetValue<string>().ShouldBe(clean);
        line["Exception"]!.GetValue<string>().ShouldContain(clean);
    }

    private static IReadOnlyList<JsonNode> Lines(RunLogs logs, string run) =>
        [
            .. Encoding
                .UTF8.GetString(logs.News(run).ShouldNotBeNull())
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => JsonNode.Parse(line)!),
        ];
}
