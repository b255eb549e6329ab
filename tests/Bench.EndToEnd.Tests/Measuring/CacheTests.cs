using System.Text.Json.Nodes;
using Bench.EndToEnd.Tests.Harness;

namespace Bench.EndToEnd.Tests.Measuring;

/// <summary>The page cache as a factor: what was asked for was done, and the record proves it.</summary>
[NonParallelizable]
public sealed class CacheTests
{
    private const long SetBytes = 2 * 4 * 1024 * 1024;

    private static readonly RunSetup Setup = new()
    {
        Tests =
            "io_type,num_jobs,file_size,block_size,io_depth,nr_files,direct\nread,2,4m,128k,1,1,0\n",
        Configs = null,
        Workers = 1,
    };

    [Test]
    public async Task Drop_leaves_next_to_nothing_in_the_page_cache()
    {
        await using var sandbox = new Sandbox();
        var setup = Setup with { More = ["--cache", "drop"] };

        (await setup.RunAsync(sandbox)).ShouldHaveCode(0);

        foreach (var evidence in Evidence(sandbox))
        {
            Text(evidence, "outcome").ShouldBe("dropped");
            Bytes(evidence, "data_bytes").ShouldBe(SetBytes);
            Bytes(evidence, "resident_bytes").ShouldBeLessThan(SetBytes / 50);
            Bytes(evidence, "device_read_bytes").ShouldBeGreaterThanOrEqualTo(SetBytes);
        }
    }

    [Test]
    public async Task Warm_has_all_of_the_set_in_the_page_cache_and_fio_leaves_it_there()
    {
        await using var sandbox = new Sandbox();
        var setup = Setup with { More = ["--cache", "warm"] };

        (await setup.RunAsync(sandbox)).ShouldHaveCode(0);

        foreach (var evidence in Evidence(sandbox))
        {
            Text(evidence, "outcome").ShouldBe("warmed");
            Bytes(evidence, "resident_bytes").ShouldBeGreaterThan(SetBytes * 98 / 100);
        }
        var bucket = sandbox.Bucket("t1");
        var job = bucket
            .Names("results")
            .First(n => n.EndsWith("job.fio", StringComparison.Ordinal));
        bucket.Text(job).ShouldContain("invalidate=0");
    }

    [Test]
    public async Task States_of_the_caches_are_factors_of_configs()
    {
        await using var sandbox = new Sandbox();
        var setup = Setup with
        {
            Configs =
                "commit,mount_args,label,cache,metadata\nmaster,,cold,drop,cold\nmaster,,hot,warm,warm\n",
            More = ["--warm-up-blocks", "1"],
        };

        (await setup.RunAsync(sandbox)).ShouldHaveCode(0);

        var bucket = sandbox.Bucket("t1");
        var states = bucket
            .Iterations()
            .Select(name => bucket.Json(name)["cache"]!)
            .Select(c => (Text(c, "outcome"), Text(c["metadata"]!, "outcome")))
            .ToList();
        states.Count(s => s == ("dropped", "cold")).ShouldBe(2);
        states.Count(s => s == ("warmed", "warmed")).ShouldBe(2);
        bucket.Text("report/report.html").ShouldContain("unmeasured block");
    }

    [Test]
    public async Task A_data_set_of_the_run_alone_is_written_used_and_deleted_after_the_seal()
    {
        await using var sandbox = new Sandbox();
        Directory.CreateDirectory(Path.Combine(sandbox.Data, "bench-data/shared"));
        var setup = Setup with
        {
            Job = Given.ShortJob.Replace(
                "filename_format=$jobname.$jobnum.$filenum",
                "filename=a/one:two",
                StringComparison.Ordinal
            ),
            More =
            [
                "--data-set",
                sandbox.Write("set.csv", "path,size\na/one,4m\ntwo,4m\n"),
                "--clean-up-data",
            ],
        };

        (await setup.RunAsync(sandbox)).ShouldHaveCode(0);

        foreach (var evidence in Evidence(sandbox))
        {
            Bytes(evidence, "data_bytes").ShouldBe(SetBytes);
        }
        Directory
            .GetFileSystemEntries(sandbox.Data, "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(sandbox.Data, path))
            .Order(StringComparer.Ordinal)
            .ShouldBe(["bench-data", "bench-data/shared"]);
    }

    [Test]
    public async Task A_drop_that_is_not_permitted_is_told_before_anything_is_written()
    {
        await using var sandbox = new Sandbox();
        var setup = Setup with { More = ["--cache", "drop"] };

        var ended = await RunUnprivilegedAsync(sandbox, setup);

        ended.ShouldHaveCode(3).Errors.ShouldContain("--allow-not-dropped");
        Directory.Exists(sandbox.Artifacts).ShouldBeFalse();
    }

    [Test(Description = "hidden-cache: a failed drop was reported as done")]
    public async Task A_drop_that_is_not_permitted_but_allowed_is_recorded_as_not_done()
    {
        await using var sandbox = new Sandbox();
        var setup = Setup with { More = ["--cache", "drop", "--allow-not-dropped"] };

        (await RunUnprivilegedAsync(sandbox, setup)).ShouldHaveCode(0);

        foreach (var evidence in Evidence(sandbox))
        {
            Text(evidence, "outcome").ShouldBe("not_dropped");
            Text(evidence, "reason").ShouldNotBeEmpty();
        }
        Text(sandbox.Bucket("t1").Report["entries"]![0]!["iterations"]![0]!, "cache")
            .ShouldBe("not_dropped");
    }

    /// <summary>As a user that owns nothing: in a mount namespace where the kernel's file is read-only, if needed.</summary>
    private static Task<Ended> RunUnprivilegedAsync(Sandbox sandbox, RunSetup setup)
    {
        IReadOnlyList<string> bench = [Sandbox.Program, .. setup.Arguments(sandbox)];
        return sandbox
            .StartProgram(
                "unshare",
                [
                    "--mount",
                    "sh",
                    "-c",
                    "mount --bind -o ro /proc/sys/vm/drop_caches /proc/sys/vm/drop_caches "
                        + "&& mount -o remount,bind,ro /proc/sys/vm/drop_caches && exec \"$@\"",
                    "sh",
                    .. bench,
                ]
            )
            .EndAsync();
    }

    private static IEnumerable<JsonNode> Evidence(Sandbox sandbox)
    {
        var bucket = sandbox.Bucket("t1");
        var records = bucket.Iterations();
        records.Count.ShouldBe(2);
        return records.Select(name => bucket.Json(name)["cache"]!);
    }

    private static long Bytes(JsonNode node, string name) => node[name]!.GetValue<long>();

    private static string Text(JsonNode node, string name) => node[name]!.GetValue<string>();
}
