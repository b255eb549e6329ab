using Bench.Fio.Logs;
using Bench.Model.Runs;

namespace Bench.Workloads.Tests.Fio;

/// <summary>With the real fio.</summary>
internal sealed class FioIterationTests
{
    [Test]
    public async Task A_read_set_is_laid_out_once_and_used_again()
    {
        using var bed = new FioBed();
        await bed.RunAsync(bed.Begin("read", name: "i1"));
        bed.PhaseTree()
            .ShouldBe(["prepare", "prepare/layout", "measure", "measure/fio", "collect"]);
        var file = Directory
            .GetFiles(bed.ReadSets, "*", SearchOption.AllDirectories)
            .Single(IsData);
        new FileInfo(file).Length.ShouldBe(64 * 1024);
        var bytes = await File.ReadAllBytesAsync(file);
        var written = File.GetLastWriteTimeUtc(file);

        var second = bed.Begin("randread", name: "i2");
        second.FiguresOf(2).ShouldBeNull("nothing is collected yet");
        await bed.RunAsync(second);
        second.FiguresOf(2)!.ReadBytesPerSecond!.Value.ShouldBeGreaterThan(0);

        bed.PhaseTree().ShouldBe(["prepare", "measure", "measure/fio", "collect"]);
        Directory.GetDirectories(bed.ReadSets).Length.ShouldBe(1);
        File.GetLastWriteTimeUtc(file).ShouldBe(written);
        (await File.ReadAllBytesAsync(file)).ShouldBe(bytes);
        Directory.Exists(bed.OwnFolders).ShouldBeFalse();
    }

    [Test]
    public async Task Where_vms_measure_at_once_each_job_has_a_bandwidth_log_and_the_start_is_told()
    {
        using var bed = new FioBed();
        var started = 0;
        IWorkloadIteration Begin(string name, DistributionMode distribution) =>
            bed.Begin(
                "read",
                job: FioBed.ReadJob + "\ntime_based\nruntime=300ms\nrate_iops=500\nnumjobs=2\n",
                name: name,
                change: r =>
                    r with
                    {
                        Options = r.Options with { Distribution = distribution },
                        WorkStarted = () => started++,
                    }
            );
        var together = Begin("i1", DistributionMode.Replicate);
        var alone = Begin("i2", DistributionMode.Even);

        await bed.RunAsync(together);
        await bed.RunAsync(alone);

        started.ShouldBe(2);
        var logs = together.Outputs.Where(o => o.Role == "bw_log").Select(o => o.Path).ToList();
        logs.Count.ShouldBe(2);
        foreach (var log in logs)
        {
            BandwidthLogParser.Parse(await File.ReadAllBytesAsync(log)).ShouldNotBeEmpty();
        }
        alone.Outputs.ShouldAllBe(o => o.Role != "bw_log");
    }

    [Test]
    public async Task Another_size_is_another_set()
    {
        using var bed = new FioBed();
        await bed.RunAsync(bed.Begin("read", name: "i1"));
        await bed.RunAsync(bed.Begin("read", name: "i2", size: "128k"));
        Directory.GetDirectories(bed.ReadSets).Length.ShouldBe(2);
    }

    [Test]
    public async Task A_set_of_a_manifest_is_written_once_and_holds_what_the_job_adds()
    {
        using var bed = new FioBed();
        IWorkloadIteration Begin(string name, params DataFile[] files) =>
            bed.Begin("read", name: name, change: r => r with { DataSet = files });

        await bed.RunAsync(Begin("i1", new DataFile("a/b", 5000)));
        bed.PhaseTree().ShouldContain("prepare/data_set");
        var set = Directory.GetDirectories(bed.ReadSets).ShouldHaveSingleItem();
        new FileInfo(Path.Combine(set, "a/b")).Length.ShouldBe(5000);
        Directory.GetFiles(set).ShouldHaveSingleItem();

        await bed.RunAsync(Begin("i2", new DataFile("a/b", 5000)));
        bed.PhaseTree().ShouldNotContain("prepare/data_set");
        await bed.RunAsync(Begin("i3", new DataFile("a/b", 5001)));
        Directory.GetDirectories(bed.ReadSets).Length.ShouldBe(2);
    }

    [Test]
    public async Task A_set_that_is_known_to_be_whole_is_not_looked_at_again()
    {
        using var bed = new FioBed();
        var known = new HashSet<string>(StringComparer.Ordinal);
        async Task<PreparationTraces> TracesAsync(string name, string ioType)
        {
            var iteration = bed.Begin(
                ioType,
                name: name,
                change: r => r with { KnownReadSets = known }
            );
            await bed.RunAsync(iteration);
            return iteration.Traces;
        }

        (await TracesAsync("i1", "read")).ShouldBe(PreparationTraces.Wrote);
        (await TracesAsync("i2", "read")).ShouldBe(PreparationTraces.None);
        known.Clear();
        (await TracesAsync("i3", "randread")).ShouldBe(PreparationTraces.Looked);
        (await TracesAsync("i4", "read")).ShouldBe(PreparationTraces.None);
        (await TracesAsync("i5", "write")).ShouldBe(PreparationTraces.None);
        (await TracesAsync("i6", "randrw")).ShouldBe(PreparationTraces.Wrote);
    }

    [TestCase(null, true, "bench-data/run-run.0123")]
    [TestCase("team/sets", false, "team/sets")]
    [TestCase("team/sets", true, "team/sets")]
    public async Task Read_sets_stand_below_their_prefix(
        string? prefix,
        bool cleanUp,
        string folder
    )
    {
        using var bed = new FioBed();
        await bed.RunAsync(
            bed.Begin(
                "read",
                change: r =>
                    r with
                    {
                        Options = r.Options with { DataPrefix = prefix, CleanUpData = cleanUp },
                    }
            )
        );
        Directory
            .GetFiles(bed.Data, "*.ready", SearchOption.AllDirectories)
            .Select(Path.GetDirectoryName)
            .ShouldBe([Path.Combine(bed.Data, folder)]);
    }

    [Test]
    public async Task A_half_made_read_set_is_made_anew()
    {
        using var bed = new FioBed();
        await bed.RunAsync(bed.Begin("read", name: "i1"));
        var set = Directory.GetDirectories(bed.ReadSets).Single();
        var file = Directory.GetFiles(set).Single();
        File.Delete($"{set}.ready");
        // The right size, which fio alone would take for a whole file, but a hole.
        await File.WriteAllBytesAsync(file, new byte[64 * 1024]);
        await File.WriteAllTextAsync(Path.Combine(set, "left-over"), "x");

        await bed.RunAsync(bed.Begin("read", name: "i2"));

        bed.PhaseTree().ShouldContain("prepare/layout");
        Directory.GetFiles(set).ShouldBe([file]);
        (await File.ReadAllBytesAsync(file)).ShouldContain(b => b != 0);
        File.Exists($"{set}.ready").ShouldBeTrue();
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_read_set_that_lost_a_file_or_a_part_of_one_is_made_anew(bool whole)
    {
        using var bed = new FioBed();
        await bed.RunAsync(bed.Begin("read", name: "i1"));
        var set = Directory.GetDirectories(bed.ReadSets).Single();
        var file = Directory.GetFiles(set).Single();
        var length = new FileInfo(file).Length;
        if (whole)
        {
            File.Delete(file);
        }
        else
        {
            await using var shortened = File.OpenWrite(file);
            shortened.SetLength(length - 1);
        }

        await bed.RunAsync(bed.Begin("read", name: "i2"));

        bed.PhaseTree().ShouldContain("prepare/layout");
        new FileInfo(file).Length.ShouldBe(length);
    }

    [Test]
    public async Task Two_iterations_that_need_the_same_new_set_lay_it_out_once()
    {
        using var bed = new FioBed();
        var first = bed.Begin("read", name: "i1");
        var firstPhases = bed.Phases;
        var second = bed.Begin("read", name: "i2");
        var secondPhases = bed.Phases;

        await Task.WhenAll(
            Task.Run(() => first.PrepareAsync(firstPhases, default)),
            Task.Run(() => second.PrepareAsync(secondPhases, default))
        );

        firstPhases.Spans.Concat(secondPhases.Spans).Count(s => s.Name == "layout").ShouldBe(1);
        first.DataPaths.ShouldBe(second.DataPaths);
        File.Exists($"{first.DataPaths.Single()}.ready").ShouldBeTrue();
    }

    [Test]
    public async Task Writes_have_a_folder_of_their_own_and_a_flush_phase_and_leave_nothing()
    {
        using var bed = new FioBed();
        var iteration = bed.Begin("write");
        await iteration.PrepareAsync(bed.Phases, default);
        var folder = iteration.DataPaths.Single();
        folder.ShouldBe(Path.Combine(bed.OwnFolders, "run.0123", "vm-1", "i1"));
        Directory.EnumerateFileSystemEntries(folder).ShouldBeEmpty();

        await bed.RunAsync(iteration);

        bed.PhaseTree().ShouldBe(["prepare", "measure", "measure/fio", "measure/flush", "collect"]);
        Directory.Exists(bed.OwnFolders).ShouldBeFalse();
        Directory.Exists(bed.ReadSets).ShouldBeFalse();
        Directory.Exists(bed.Data).ShouldBeTrue();
    }

    [Test]
    public async Task Mixed_jobs_find_their_files_laid_out_before_measuring()
    {
        using var bed = new FioBed();
        var iteration = bed.Begin("randrw");
        await iteration.PrepareAsync(bed.Phases, default);
        Directory.GetFiles(iteration.DataPaths.Single()).Length.ShouldBe(1);
        await bed.RunAsync(iteration);
        bed.PhaseTree().ShouldContain("measure/flush");
        Directory.Exists(bed.OwnFolders).ShouldBeFalse();
    }

    [Test]
    public async Task Cleaning_up_leaves_the_folders_of_others_and_the_users_files()
    {
        using var bed = new FioBed();
        Directory.CreateDirectory(bed.Data);
        var users = Path.Combine(bed.Data, "precious.txt");
        await File.WriteAllTextAsync(users, "mine");
        var other = Path.Combine(bed.OwnFolders, "run.0123", "vm-2", "i1");
        Directory.CreateDirectory(other);

        await bed.RunAsync(bed.Begin("write"));
        new Bench.Workloads.Fio.FioWorkload().CleanUpAfter(bed.Data, "run.0123", "vm-1");

        File.Exists(users).ShouldBeTrue();
        Directory.Exists(other).ShouldBeTrue();
        Directory.Exists(Path.Combine(bed.OwnFolders, "run.0123", "vm-1")).ShouldBeFalse();
    }

    [Test]
    public async Task What_a_dead_worker_left_is_removed()
    {
        using var bed = new FioBed();
        var left = Path.Combine(bed.OwnFolders, "run.0123", "vm-1", "m1-a1-i1-e1");
        Directory.CreateDirectory(left);
        await File.WriteAllTextAsync(Path.Combine(left, "job.0.0"), "x");
        new Bench.Workloads.Fio.FioWorkload().CleanUpAfter(bed.Data, "run.0123", "vm-1");
        Directory.Exists(bed.OwnFolders).ShouldBeFalse();
    }

    [Test]
    public async Task The_outputs_are_fios_json_the_job_as_run_and_its_log()
    {
        using var bed = new FioBed();
        var iteration = bed.Begin("read", cache: CacheMode.Warm);
        await bed.RunAsync(iteration);
        iteration.Outputs.Select(o => o.Role).ShouldBe(["fio", "fio_job", "log"]);
        (await File.ReadAllTextAsync(iteration.Outputs[0].Path)).ShouldContain("\"bw_bytes\"");
        var job = await File.ReadAllTextAsync(iteration.Outputs[1].Path);
        job.ShouldContain("invalidate=0");
        job.ShouldContain(iteration.DataPaths.Single());
        job.ShouldNotContain("${");
    }

    [Test]
    public async Task The_tools_name_the_version_of_fio()
    {
        var tools = await new Bench.Workloads.Fio.FioWorkload().ToolsAsync(
            options: null,
            new Bench.Host.Processes.ProcessRunner(TimeProvider.System),
            default
        );
        tools["fio"].ShouldStartWith("fio-3.");
    }

    private static bool IsData(string path) => !path.EndsWith(".ready", StringComparison.Ordinal);
}
