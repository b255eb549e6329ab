namespace Bench.Cli.Tests.Verbs;

/// <summary>Wrong usage and invalid input: exit code 2, nothing is started and nothing written.</summary>
internal sealed class UsageTests
{
    [TestCase("run")]
    [TestCase("plan")]
    [TestCase("status")]
    [TestCase("worker --run x")]
    [TestCase("hub serve --no-such-option")]
    [TestCase("no-such-verb")]
    [TestCase("plan --no-such-option")]
    [TestCase("report a b c")]
    [TestCase("")]
    public async Task Wrong_usage_is_told_with_where_to_look(string line)
    {
        var outcome = await CommandLine.RunAsync(
            line.Split(' ', StringSplitOptions.RemoveEmptyEntries)
        );
        outcome.Code.ShouldBe(2);
        outcome.Errors.ShouldContain("--help");
    }

    [TestCase("hub serve --port many", "--port is 'many'; write a whole number")]
    [TestCase("hub serve --port 1", "no --data-dir was given")]
    [TestCase("hub serve --data-dir d --listen 0.0.0.0", "add --allow-remote")]
    [TestCase("hub serve --data-dir d --config none.yaml", "none.yaml cannot be read")]
    [TestCase(
        "hub serve --data-dir d --hub-hydration-target-spec file:///a --hub-hydration-target-config b",
        "both name a backend"
    )]
    [TestCase(
        "hub snapshot --source file:///s --snapshot-dir s --hub-data-dir d --hub-url http://me:word@host:1",
        "--hub-url holds credentials"
    )]
    [TestCase(
        "hub snapshot --source file:///s --snapshot-dir s --hub-data-dir d --hub-url http://host --hub-command h",
        "give one of them"
    )]
    [TestCase(
        "hub serve --data-dir d --hub-hydration-target-spec file:a",
        "it is no URI of a store"
    )]
    public async Task Settings_of_a_hub_that_cannot_be_are_refused(string line, string message)
    {
        var outcome = await CommandLine.RunAsync(line.Split(' '));
        outcome.Code.ShouldBe(2);
        outcome.Errors.ShouldContain(message);
        Directory.Exists("d").ShouldBeFalse("nothing was started");
    }

    [Test]
    public async Task All_problems_are_told_at_once_and_nothing_is_written()
    {
        using var files = new InputFiles();
        await File.WriteAllTextAsync(files.Csv, "io_type,block_size\nfly,4x\n");
        var outcome = await CommandLine.RunAsync(
            files.With("run", "--artifacts", files.Artifacts, "--iterations", "0", "--lease", "-1")
        );
        outcome.Code.ShouldBe(2);
        outcome.Errors.ShouldContain("cases.csv:2: column io_type: 'fly' is not a mode of fio");
        outcome.Errors.ShouldContain("cases.csv:2: column block_size: '4x' is not a size");
        outcome.Errors.ShouldContain("--iterations");
        outcome.Errors.ShouldContain("--lease");
        outcome.Errors.ShouldContain("4 errors; nothing was started");
        Directory.Exists(files.Artifacts).ShouldBeFalse();
        Directory.Exists(files.Data).ShouldBeFalse();
    }

    [TestCase("--cache", "cold", "drop")]
    [TestCase("--host-sharing", "never", "turns")]
    [TestCase("--distribution", "odd", "contiguous")]
    [TestCase("--mount", "floppy", "directory")]
    public async Task Words_of_a_fixed_list_are_told_with_the_list(
        string option,
        string value,
        string known
    )
    {
        using var files = new InputFiles();
        var outcome = await CommandLine.RunAsync(files.With("plan", option, value));
        outcome.Code.ShouldBe(2);
        outcome.Errors.ShouldContain($"{option}: '{value}'");
        outcome.Errors.ShouldContain(known);
    }

    [Test]
    public async Task Concurrent_workers_and_a_dropped_cache_do_not_go_together()
    {
        using var files = new InputFiles();
        var outcome = await CommandLine.RunAsync(
            files.With("plan", "--host-sharing", "concurrent", "--cache", "drop")
        );
        outcome.Code.ShouldBe(2);
        outcome.Errors.ShouldContain("another one's measurement");
    }

    [Test]
    public async Task Files_that_are_not_there_are_all_told()
    {
        var outcome = await CommandLine.RunAsync(
            "plan",
            "--test-csv",
            "/no/cases.csv",
            "--fio-job-file",
            "/no/job.fio",
            "--configs-csv",
            "/no/configs.csv",
            "--test-data",
            "/data"
        );
        outcome.Code.ShouldBe(2);
        outcome.Errors.ShouldContain("/no/cases.csv");
        outcome.Errors.ShouldContain("/no/job.fio");
        outcome.Errors.ShouldContain("/no/configs.csv");
    }

    [TestCase("NaN")]
    [TestCase("-1")]
    [TestCase("1e300")]
    public async Task An_interval_that_is_none_is_refused(string seconds)
    {
        using var files = new InputFiles();
        var outcome = await CommandLine.RunAsync(
            files.With("run", "--poll-interval", seconds, "--artifacts", files.Artifacts)
        );
        outcome.Code.ShouldBe(2);
        outcome.Errors.ShouldContain("--poll-interval");
        Directory.Exists(files.Artifacts).ShouldBeFalse();
    }

    [TestCase("status")]
    [TestCase("watch")]
    [TestCase("cancel")]
    [TestCase("resume")]
    [TestCase("report")]
    public async Task A_run_that_is_not_there_is_told(string verb)
    {
        using var files = new InputFiles();
        var outcome = await CommandLine.RunAsync(verb, "t1", "--artifacts", files.Artifacts);
        outcome.Code.ShouldBe(2);
        outcome.Errors.ShouldContain("t1: there is no such run");
        Directory.Exists(files.Artifacts).ShouldBeFalse();
    }

    [TestCase("Not An Id")]
    [TestCase("..")]
    [TestCase("a\u001b[2Jb")]
    public async Task What_cannot_be_an_id_is_told_harmlessly(string id)
    {
        var outcome = await CommandLine.RunAsync("status", id);
        outcome.Code.ShouldBe(2);
        outcome.Errors.ShouldContain("is not a run id");
        outcome.Errors.ShouldNotContain('\u001b');
    }

    [Test]
    public async Task Problems_of_options_do_not_hide_those_of_inputs()
    {
        using var files = new InputFiles();

        var outcome = await CommandLine.RunAsync(
            files.With("plan", "--benchmark-id", "Bad Id", "--iterations", "0", "--cache", "hot")
        );

        outcome.Code.ShouldBe(ExitCodes.Usage);
        outcome.Errors.ShouldContain("--cache: 'hot'");
        outcome.Errors.ShouldContain("--benchmark-id: 'Bad Id'");
        outcome.Errors.ShouldContain("--iterations: '0'");
    }
}
