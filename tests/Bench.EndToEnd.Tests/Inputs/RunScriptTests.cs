using Bench.EndToEnd.Tests.Harness;
using Bench.EndToEnd.Tests.Recomputation;

namespace Bench.EndToEnd.Tests.Inputs;

/// <summary><c>scripts/run.sh</c> with its variables, beside a <c>bench</c> that is built already.</summary>
public sealed class RunScriptTests
{
    [Test]
    public async Task Variables_become_a_run()
    {
        await using var sandbox = new Sandbox();
        var script = Script(sandbox);

        var ended = await sandbox.StartProgram(script, []).EndAsync();

        ended.ShouldHaveCode(0);
        var bucket = sandbox.Bucket("by-script");
        SealedRun.ShouldBeWhole(bucket, entries: 1, iterations: 2);
        bucket.Report["configs"]![0]!["commit"]!.GetValue<string>().ShouldBe("v2.5");
    }

    [Test]
    public async Task Arguments_win_over_variables()
    {
        await using var sandbox = new Sandbox();
        var script = Script(sandbox);

        var ended = await sandbox
            .StartProgram(script, ["--benchmark-id", "mine", "--iterations=1"])
            .EndAsync();

        ended.ShouldHaveCode(0);
        SealedRun.ShouldBeWhole(sandbox.Bucket("mine"), entries: 1, iterations: 1);
    }

    [Test]
    public async Task An_instance_group_needs_a_later_part_and_it_says_so()
    {
        await using var sandbox = new Sandbox();
        var script = Script(sandbox);
        sandbox.Environment["INSTANCE_GROUP"] = "my-group";
        sandbox.Environment["ZONE"] = "us-central1-a";
        sandbox.Environment["PROJECT"] = "p";

        var ended = await sandbox.StartProgram(script, []).EndAsync();

        ended.ShouldHaveCode(2).Errors.ShouldContain("--instance-group");
        Directory.Exists(sandbox.Artifacts).ShouldBeFalse();
    }

    private static string Script(Sandbox sandbox)
    {
        var folder = Directory.CreateDirectory(sandbox.Folder("scripts")).FullName;
        var script = Path.Combine(folder, "run.sh");
        File.Copy(Path.Combine(AppContext.BaseDirectory, "TestData", "run.sh"), script);
        File.CreateSymbolicLink(Path.Combine(folder, "bench"), Sandbox.Program);
        sandbox.Environment["BENCHMARK_ID"] = "by-script";
        sandbox.Environment["TEST_CSV"] = sandbox.Write("tests.csv", Given.OneTest);
        sandbox.Environment["FIO_JOB_FILE"] = sandbox.Write("job.fio", Given.ShortJob);
        sandbox.Environment["BUCKET"] = sandbox.Data;
        sandbox.Environment["ARTIFACTS_BUCKET"] = sandbox.ArtifactsUri;
        sandbox.Environment["ITERATIONS"] = "2";
        sandbox.Environment["GCSFUSE_COMMIT"] = "v2.5";
        return script;
    }
}
