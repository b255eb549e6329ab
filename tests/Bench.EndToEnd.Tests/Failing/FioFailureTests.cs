using System.Text.Json.Nodes;
using Bench.EndToEnd.Tests.Harness;
using Bench.EndToEnd.Tests.Recomputation;

namespace Bench.EndToEnd.Tests.Failing;

/// <summary>Nothing is called success that is not: every bad end of fio is a failed iteration with its reason.</summary>
public sealed class FioFailureTests
{
    private static readonly RunSetup Setup = new()
    {
        Tests = Given.OneTest,
        Configs = null,
        Workers = 1,
    };

    [Test]
    public async Task Fio_that_refuses_its_job_is_a_failure_with_what_it_said()
    {
        await using var sandbox = new Sandbox();
        var setup = Setup with { Job = Given.ShortJob + "nosuchoption=1\n" };

        var ended = await setup.RunAsync(sandbox);

        var record = ShouldHaveFailed(sandbox, ended);
        record["failure"]!["reason"]!.GetValue<string>().ShouldContain("nosuchoption");
        Raw(sandbox, record, "log").ShouldContain("nosuchoption");
        ended.Output.ShouldContain("nosuchoption");
    }

    [Test]
    public async Task Fio_that_fails_while_it_runs_is_a_failure()
    {
        await using var sandbox = new Sandbox();
        var setup = Setup with
        {
            // The kernel refuses direct I/O in pieces that are no blocks of the disk.
            Tests = Given
                .OneTest.Replace("64k", "1000", StringComparison.Ordinal)
                .Replace("1,0\n", "1,1\n", StringComparison.Ordinal),
        };

        var record = ShouldHaveFailed(sandbox, await setup.RunAsync(sandbox));

        Text(record["failure"]!, "phase").ShouldBe("measure");
        Text(record["failure"]!, "reason").ShouldContain("Invalid argument");
    }

    [Test]
    public async Task Fio_killed_from_outside_is_a_failure_and_the_others_count()
    {
        await using var sandbox = new Sandbox();
        var setup = Setup with { Job = Given.TimedJob("700ms"), Configs = Given.TwoConfigs };
        using var run = setup.Start(sandbox);
        await Until.TrueAsync(() => sandbox.Children.Any(p => p.Measures), "fio runs");
        var first = sandbox.Children.Where(p => p.Measures).MinBy(p => p.Pid)!;

        Signals.Send(first.Pid, Signals.Kill);

        var ended = (await run.EndAsync()).ShouldHaveCode(1);
        var bucket = sandbox.Bucket("t1");
        var records = bucket.Iterations().Select(bucket.Json).ToList();
        var failed = records.Single(r => Text(r, "status") == "failed");
        Text(failed["failure"]!, "kind").ShouldBe("killed");
        failed["failure"]!["signal"]!.GetValue<int>().ShouldBe(9);
        records.Count.ShouldBe(4);
        SealedRun.ReportShouldAgree(bucket);
        bucket.Report["entries"]!
            .AsArray()
            .Select(e => (Text(e!, "status"), e!["iterations_ok"]!.GetValue<int>()))
            .ShouldBe([("failed", 1), ("ok", 2)], ignoreOrder: true);
        ended.Output.ShouldContain("SIGKILL");
    }

    [Test]
    public async Task Fio_over_its_time_is_ended_and_failed()
    {
        await using var sandbox = new Sandbox();
        var setup = Setup with
        {
            Job = Given.TimedJob("300s"),
            Iterations = 1,
            More = ["--iteration-timeout", "3"],
        };

        var record = ShouldHaveFailed(sandbox, await setup.RunAsync(sandbox));

        Text(record["failure"]!, "kind").ShouldBe("timeout");
        Text(record["failure"]!, "phase").ShouldBe("measure");
        sandbox.Processes.ShouldBeEmpty();
    }

    [TestCase("", "truncated or empty")]
    [TestCase("{\"fio version\": \"fio-3.33\", \"jobs\": [{\"jobname\": \"job\"", "truncated")]
    [TestCase("{\"fio version\": \"fio-3.33\", \"jobs\": []}", "no job")]
    [TestCase("this is not JSON", "words")]
    public async Task Output_that_is_no_output_of_a_success_is_a_failure(string output, string what)
    {
        await using var sandbox = new Sandbox();
        sandbox.Write("output", output);
        sandbox.Shim(
            "fio",
            $"""
            #!/bin/sh
            case "$*" in
              --version) echo fio-3.33; exit 0 ;;
              *layout.fio*) exec /usr/bin/fio "$@" ;;
            esac
            for a in "$@"; do case "$a" in --output=*) cat "{sandbox.Folder(
                "output"
            )}" >"$(echo "$a" | cut -d= -f2-)" ;; esac; done
            exit 0
            """
        );

        var record = ShouldHaveFailed(sandbox, await Setup.RunAsync(sandbox));

        Text(record["failure"]!, "kind").ShouldBe("output", what);
        Text(record["failure"]!, "phase").ShouldBe("collect");
    }

    [Test]
    public async Task A_missing_fio_is_told_before_anything_is_written()
    {
        await using var sandbox = new Sandbox();
        sandbox.Environment["PATH"] = sandbox.Folder("nothing");

        var ended = await Setup.RunAsync(sandbox);

        ended.ShouldHaveCode(3).Errors.ShouldContain("install fio");
        Directory.Exists(sandbox.Artifacts).ShouldBeFalse();
        Directory.Exists(sandbox.Data).ShouldBeFalse();
    }

    [TestCase("fio-2.2.10", "too old")]
    [TestCase("what?", "no version of fio")]
    public async Task A_fio_that_does_not_do_is_told_before_anything_is_written(
        string version,
        string words
    )
    {
        await using var sandbox = new Sandbox();
        sandbox.Shim("fio", $"#!/bin/sh\necho '{version}'\n");

        var ended = await Setup.RunAsync(sandbox);

        ended.ShouldHaveCode(3).Errors.ShouldContain(words);
        ended.Errors.ShouldContain(version);
        Directory.Exists(sandbox.Artifacts).ShouldBeFalse();
    }

    [Test]
    public async Task A_run_whose_fio_went_away_is_not_sealed_and_goes_on_when_it_is_back()
    {
        await using var sandbox = new Sandbox();
        sandbox.Shim(
            "fio",
            $"""
            #!/bin/sh
            # Good when the run begins, and too old when its worker looks.
            if [ "$*" = --version ] && [ -e "{sandbox.Folder(
                "artifacts"
            )}/t1/claims" ]; then echo fio-2.2.10; exit 0; fi
            exec /usr/bin/fio "$@"
            """
        );
        var bucket = sandbox.Bucket("t1");

        var ended = await Setup.RunAsync(sandbox);

        ended.ShouldHaveCode(3).Errors.ShouldContain($"bench resume {bucket.Uri}");
        ended.Output.ShouldContain("too old");
        bucket.Has("sealed.json").ShouldBeFalse();
        sandbox.Shim("fio", "#!/bin/sh\nexec /usr/bin/fio \"$@\"\n");
        (await sandbox.BenchAsync("resume", bucket.Uri)).ShouldHaveCode(0);
        SealedRun.ShouldBeWhole(bucket, entries: 1, iterations: 2);
    }

    /// <summary>Exit code 1, the failure first in the report, no figures; gives the first record.</summary>
    private static JsonNode ShouldHaveFailed(Sandbox sandbox, Ended ended)
    {
        ended.ShouldHaveCode(1);
        var bucket = sandbox.Bucket("t1");
        Text(bucket.Seal["entries"]![0]!, "status").ShouldBe("failed");
        var entry = bucket.Report["entries"]![0]!;
        Text(entry, "status").ShouldBe("failed");
        entry["iterations_ok"]!.GetValue<int>().ShouldBe(0);
        entry["read"].ShouldBeNull();
        var record = bucket.Json(bucket.Iterations()[0]);
        Text(record, "status").ShouldBe("failed");
        var reason = Text(record["failure"]!, "reason");
        Text(entry, "reason").ShouldContain(reason);
        ended.Output.ShouldContain(reason);
        ended.Output.ShouldContain("1 failed");
        return record;
    }

    private static string Raw(Sandbox sandbox, JsonNode record, string role) =>
        File.ReadAllText(
            sandbox
                .Bucket("t1")
                .PathOfKey(
                    Text(record["raw"]!.AsArray().Single(f => Text(f!, "role") == role)!, "key")
                )
        );

    private static string Text(JsonNode node, string name) => node[name]!.GetValue<string>();
}
