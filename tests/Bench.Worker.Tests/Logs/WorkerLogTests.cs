using System.Text;
using System.Text.Json.Nodes;
using Bench.Host.Logs;
using Bench.Host.Tests;
using Bench.Worker.Heartbeats;
using Bench.Worker.Logs;

namespace Bench.Worker.Tests.Logs;

internal sealed class WorkerLogTests
{
    [Test]
    public void Lines_are_dated_shown_and_kept()
    {
        using var shown = new StringWriter { NewLine = "\n" };
        var log = new WorkerLog(shown, new ManualTime());
        log.Write("one");
        log.Write("two");
        var kept = Encoding.UTF8.GetString(log.ToBytes());
        kept.ShouldBe(shown.ToString());
        kept.ShouldStartWith("1970-01-01T00:00:00.000Z one\n");
    }

    [Test]
    public void A_long_log_keeps_its_end_and_says_that_it_was_cut()
    {
        var log = new WorkerLog(TextWriter.Null, new ManualTime());
        for (var i = 0; i < 20_000; i++)
        {
            log.Write($"line {i} {new string('x', 100)}");
        }
        var kept = Encoding.UTF8.GetString(log.ToBytes());
        kept.Length.ShouldBeLessThan((1 << 20) + 100);
        kept.ShouldStartWith("(earlier lines left out)");
        kept.ShouldContain("line 19999 ");
        Encoding.UTF8.GetString(log.ToJsonLines([])).ShouldContain("(earlier lines left out)");
    }

    [Test]
    public void It_is_kept_as_documents_too_and_secrets_are_taken_out_of_both()
    {
        using var shown = new StringWriter();
        var redaction = new LogRedaction([KeyValuePair.Create("A_TOKEN", "hunter2")]);
        var log = new WorkerLog(shown, new ManualTime(), redaction);
        log.Write("said hunter2");
        log.Error("stopping: \"hunter2\"");
        log.Written.ShouldBe(2);
        var text = Encoding.UTF8.GetString(log.ToJsonLines([("Vm", "vm-1")]));
        $"{text}{shown}{Encoding.UTF8.GetString(log.ToBytes())}".ShouldNotContain("hunter2");
        var documents = text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonNode.Parse(line)!)
            .ToList();
        documents
            .Select(document => ((string)document["Level"]!, (string)document["RenderedMessage"]!))
            .ShouldBe([("Information", "said ***"), ("Error", "stopping: \"***\"")]);
        documents.ShouldAllBe(document => (string)document["Properties"]!["Vm"]! == "vm-1");
    }

    [Test]
    public void The_first_reason_to_stop_stands()
    {
        using var stop = new WorkerStop();
        stop.Reason.ShouldBeNull();
        stop.Request(StopReason.Cancelled);
        stop.Request(StopReason.Superseded);
        stop.Reason.ShouldBe(StopReason.Cancelled);
        stop.Token.IsCancellationRequested.ShouldBeTrue();
    }
}
