using System.Text.Json;
using Bench.Cli.Output;
using Bench.Coordinator.Views;
using Bench.Model.Decisions;
using Bench.Model.Json;

namespace Bench.Cli.Tests.Output;

internal sealed class StatusOutputTests
{
    [Test]
    public void A_running_run_for_people()
    {
        Text(Samples.Running)
            .ShouldBe(
                """
                t1: running, 2/6 iterations, 1 failed, about 6.00 s left
                VM    epoch  state        iterations  failed  now
                ----  -----  -----------  ----------  ------  ---------------------------------------------
                vm-1      1  running             2/3       1  test seq [2J read master iteration 3: measure
                vm-2         not started
                vm-1: test 1: it went  wrong badly

                """.ReplaceLineEndings("\n")
            );
    }

    [Test]
    public void A_sealed_run_for_people_names_what_came_late()
    {
        var text = Text(Samples.Sealed);
        text.ShouldStartWith("t1: sealed (timed_out): 1 missing, 1 ok\n");
        text.ShouldContain(
            "1 records came after the seal and do not count:\n  t1/results/vm-2/late [31m.json\n"
        );
        text.ShouldNotContain('\u001b');
    }

    [Test]
    public void A_cancelled_run_names_who_did_it()
    {
        var view = Samples.Running with
        {
            Cancellation = new Cancellation
            {
                Schema = Schemas.Cancel,
                Writer = "w",
                At = Samples.At,
                By = "me\u001b@here",
            },
        };
        Text(view).ShouldContain("cancelling");
        Text(view).ShouldContain("cancelled by me @here at 2031-05-06 07:08:09Z");
    }

    [Test]
    public void The_status_as_json()
    {
        using var output = new StringWriter();
        JsonOutput.Write(output, StatusJson.Of(Samples.Sealed), CliJson.Default.StatusJson);
        using var json = JsonDocument.Parse(output.ToString());
        var root = json.RootElement;
        root.GetProperty("schema").GetString().ShouldBe("bench.status/1");
        root.GetProperty("state").GetString().ShouldBe("sealed");
        root.GetProperty("seal_reason").GetString().ShouldBe("timed_out");
        root.GetProperty("sealed").GetProperty("missing").GetInt32().ShouldBe(1);
        root.GetProperty("iterations_done").GetInt32().ShouldBe(2);
        root.GetProperty("iterations_total").GetInt32().ShouldBe(6);
        root.TryGetProperty("estimated_seconds_left", out _).ShouldBeFalse();
        var vms = root.GetProperty("vms");
        vms.GetArrayLength().ShouldBe(2);
        vms[0].GetProperty("progress").GetProperty("state").GetString().ShouldBe("running");
        vms[1].TryGetProperty("progress", out _).ShouldBeFalse();
    }

    [Test]
    public void The_state_of_a_running_run_as_json_has_an_estimate()
    {
        var status = StatusJson.Of(Samples.Running);
        (status.State, status.EstimatedSecondsLeft).ShouldBe(("running", 6));
    }

    private static string Text(RunView view)
    {
        using var output = new StringWriter { NewLine = "\n" };
        StatusText.Write(output, view);
        return output.ToString();
    }
}
