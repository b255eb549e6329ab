using System.Text.Json.Nodes;
using Bench.EndToEnd.Tests.Harness;

namespace Bench.EndToEnd.Tests.Fitness;

/// <summary>The doctor says what is missing before anything is spent, and a run asks it.</summary>
public sealed class DoctorTests
{
    private static readonly RunSetup Setup = new() { Tests = Given.OneTest, Workers = 1 };

    private const string HugeTest =
        "io_type,num_jobs,file_size,block_size,io_depth,nr_files,direct\nread,64,1t,64k,1,1000,0\n";

    [Test]
    public async Task A_fit_machine_is_told_so_and_is_left_as_it_was()
    {
        await using var sandbox = new Sandbox();
        var ended = await sandbox.BenchAsync(
            "doctor",
            "--artifacts",
            sandbox.ArtifactsUri,
            "--test-data",
            sandbox.Data,
            "--json"
        );

        var said = JsonNode.Parse(ended.ShouldHaveCode(0).Output)!;
        said["fit"]!.GetValue<bool>().ShouldBeTrue();
        var names = said["checks"]!.AsArray().Select(c => c!["name"]!.GetValue<string>()).ToList();
        foreach (
            var name in (string[])
                ["version", "engines", "cache drop", "open files", "aio-max-nr", "free space"]
        )
        {
            names.ShouldContain(name);
        }
        foreach (
            var name in (string[])["put", "get", "list", "create-if-absent", "delete", "latency"]
        )
        {
            names.ShouldContain(name);
        }
        Directory.GetFiles(sandbox.Artifacts, "*", SearchOption.AllDirectories).ShouldBeEmpty();
        Directory.Exists(sandbox.Data).ShouldBeFalse();
    }

    [Test]
    public async Task A_run_that_would_not_fit_is_refused_by_the_doctor_and_by_itself()
    {
        await using var sandbox = new Sandbox();
        var setup = Setup with { Tests = HugeTest };
        var run = setup.Arguments(sandbox);
        string[] doctor = ["doctor", .. run.Skip(1)];

        var seen = await sandbox.BenchAsync(doctor);

        seen.ShouldHaveCode(3).Output.ShouldContain("not fit: 1 failed");
        seen.Output.ShouldContain("PiB needed");
        var ended = await setup.RunAsync(sandbox);
        ended.ShouldHaveCode(3).Errors.ShouldContain("--test-data");
        Directory
            .GetFiles(sandbox.Root, "config.json", SearchOption.AllDirectories)
            .ShouldBeEmpty();
    }

    [Test]
    public async Task Hubs_that_would_not_fit_on_the_volume_of_the_data_are_refused_too()
    {
        await using var sandbox = new Sandbox();
        sandbox.Data = await sandbox.MountTmpfsAsync("small", "48m");
        (await DoctorAsync("100k")).ShouldHaveCode(0).Output.ShouldContain("for a copy");
        var seen = (await DoctorAsync("1m")).ShouldHaveCode(3);
        // 100 files of 1 MiB, less the share that may be duplicates: a baseline, and a copy of it.
        seen.Output.ShouldContain("140 MiB needed");
        seen.Output.ShouldContain("70.0 MiB for a copy");

        Task<Ended> DoctorAsync(string size) =>
            sandbox.BenchAsync(
                "doctor",
                "--test-csv",
                sandbox.Write(
                    "hubs.csv",
                    $"workload,modules,files,size\nhub-hydration,10,10,{size}\n"
                ),
                "--test-data",
                sandbox.Data
            );
    }

    [Test]
    public async Task More_libaio_requests_than_the_kernel_gives_are_told()
    {
        await using var sandbox = new Sandbox();
        var setup = Setup with
        {
            Tests =
                "io_type,num_jobs,file_size,block_size,io_depth,nr_files,direct\nread,100000,4k,4k,1024,1,1\n",
            Job = Given.ShortJob.Replace("psync", "libaio", StringComparison.Ordinal),
        };

        var ended = await setup.RunAsync(sandbox);

        ended.ShouldHaveCode(3).Errors.ShouldContain("fs.aio-max-nr");
    }

    [Test]
    public async Task An_engine_that_fio_does_not_have_is_told()
    {
        await using var sandbox = new Sandbox();
        var setup = Setup with
        {
            Job = Given.ShortJob.Replace("psync", "warp-drive", StringComparison.Ordinal),
        };

        (await setup.RunAsync(sandbox))
            .ShouldHaveCode(3)
            .Errors.ShouldContain("no engine warp-drive");
    }

    [TestCase("even", 0)]
    [TestCase("replicate", 3)]
    public async Task A_fio_that_is_too_old_for_the_distribution_is_told_by_the_doctor_and_by_the_run(
        string distribution,
        int code
    )
    {
        await using var sandbox = new Sandbox();
        sandbox.Shim(
            "fio",
            "#!/bin/sh\n[ \"$1\" = --version ] && echo fio-3.28 && exit 0\nexec /usr/bin/fio \"$@\"\n"
        );
        var setup = Setup with { More = ["--distribution", distribution] };
        var seen = await sandbox.BenchAsync(["doctor", .. setup.Arguments(sandbox).Skip(1)]);
        var ended = await setup.RunAsync(sandbox);

        seen.ShouldHaveCode(code);
        ended.ShouldHaveCode(code);
        if (code != 0)
        {
            seen.Output.ShouldContain("fio-3.28 is too old for --distribution replicate");
            ended.Errors.ShouldContain("install fio 3.30 or newer");
            sandbox.Bucket("t1").Has("config.json").ShouldBeFalse("nothing is started");
        }
    }

    [Test]
    public async Task Half_a_run_is_wrong_usage()
    {
        await using var sandbox = new Sandbox();
        (await sandbox.BenchAsync("doctor", "--test-csv", sandbox.Write("t.csv", Given.OneTest)))
            .ShouldHaveCode(2)
            .Errors.ShouldContain("--test-data");
    }

    [Test]
    public async Task A_store_that_cannot_be_written_is_told_with_its_uri()
    {
        await using var sandbox = new Sandbox();
        var file = sandbox.Write("artifacts-file", "not a folder");

        var ended = await sandbox.BenchAsync("doctor", "--artifacts", $"file://{file}/below");

        ended.ShouldHaveCode(3).Output.ShouldContain($"file://{file}");
    }
}
