using Bench.Host.Locks;
using Bench.Host.PageCache;
using Bench.Host.Processes;
using Bench.Model.Claims;
using Bench.Model.Json;
using Bench.Model.Results;
using Bench.Model.Runs;
using Bench.Mounts;
using Bench.Mounts.ToolSources;
using Bench.Mounts.ToolSources.Releases;
using Bench.Planning.Blocks;
using Bench.Protocol.Decisions;
using Bench.Testing.Runs;
using Bench.Worker.Heartbeats;
using Bench.Worker.Iterations;
using Bench.Workloads;

namespace Bench.Worker.Tests.Iterations;

/// <summary>Whatever ends an iteration, in whichever phase: nothing of it is left, and the first reason is told.</summary>
internal sealed class IterationRunnerTests
{
    private static readonly string[] Steps = ["prepare", "measure", "collect"];

    [TestCaseSource(nameof(Steps))]
    public async Task A_failure_in_any_phase_leaves_nothing(string step)
    {
        using var bed = await WorkerBed.CreateAsync();
        var mount = new FakeMount(bed);
        bed.Work.When(step, (_, _) => throw Failed(step));

        var record = await RunAsync(bed, mount);

        record.Status.ShouldBe(IterationStatus.Failed);
        record.Failure!.Reason.ShouldBe(step);
        await NothingIsLeftAsync(bed, mount);
        bed.Work.Steps.ShouldContain(("vm-1", 1, "clean-up"));
    }

    [TestCaseSource(nameof(Steps))]
    public async Task Cancelling_in_any_phase_leaves_nothing_and_makes_no_record(string step)
    {
        using var bed = await WorkerBed.CreateAsync();
        using var cancel = new CancellationTokenSource();
        var mount = new FakeMount(bed);
        bed.Work.When(
            step,
            async (_, token) =>
            {
                await cancel.CancelAsync();
                token.ThrowIfCancellationRequested();
            }
        );

        await Should.ThrowAsync<OperationCanceledException>(() =>
            RunAsync(bed, mount, cancel: cancel.Token)
        );

        await NothingIsLeftAsync(bed, mount);
        bed.Work.Steps.ShouldContain(("vm-1", 1, "clean-up"));
        (await RawKeysAsync(bed)).ShouldBeEmpty();
    }

    [Test]
    public async Task Cancelling_while_waiting_for_the_turn_leaves_nothing()
    {
        using var bed = await WorkerBed.CreateAsync();
        using var cancel = new CancellationTokenSource();
        using var other = HostFileLock.TryAcquire(bed.Folders.TurnLock);
        var mount = new FakeMount(bed);
        bed.Work.When("prepare", (_, _) => cancel.CancelAsync());
        await Should.ThrowAsync<OperationCanceledException>(() =>
            RunAsync(bed, mount, cancel: cancel.Token)
        );
        other!.Dispose();
        await NothingIsLeftAsync(bed, mount);
        bed.Work.Measured.ShouldBeEmpty();
    }

    [TestCase("prepare", null)]
    [TestCase("measure", null)]
    [TestCase("measure", "io")]
    [TestCase("measure", "clean-up")]
    public async Task What_fails_afterwards_does_not_hide_the_first_failure(
        string step,
        string? kind
    )
    {
        using var bed = await WorkerBed.CreateAsync();
        var mount = new FakeMount(bed) { UnmountFailure = "unmount failed too" };
        bed.Work.On = (name, _, _) =>
            name == step
                ? throw (kind == "io" ? new IOException("the first") : Failed("the first", step))
            : name == "clean-up" && kind == "clean-up"
                ? throw new IOException("clean-up failed too")
            : Task.CompletedTask;

        var record = await RunAsync(bed, mount);

        record.Failure!.Reason.ShouldBe("the first");
        record.Failure.Phase.ShouldBe(step);
        mount.Unmounts.ShouldBe(1);
    }

    [Test]
    public async Task A_failed_unmount_fails_the_iteration_under_its_name()
    {
        using var bed = await WorkerBed.CreateAsync();
        var record = await RunAsync(bed, new FakeMount(bed) { UnmountFailure = "it is busy" });
        (record.Failure!.Kind, record.Failure.Phase, record.Failure.Reason).ShouldBe(
            (FailureKinds.Unmount, "unmount", "it is busy")
        );
    }

    [Test]
    public async Task A_failed_mount_fails_the_iteration_and_is_not_undone()
    {
        using var bed = await WorkerBed.CreateAsync();
        var mount = new FakeMount(bed) { MountFailure = "no such bucket" };
        var record = await RunAsync(bed, mount);
        (record.Failure!.Kind, record.Failure.Phase).ShouldBe((FailureKinds.Mount, "mount"));
        mount.Unmounts.ShouldBe(0);
        bed.Work.Steps.ShouldBeEmpty();
        bed.Leftovers().ShouldBeEmpty();
    }

    [Test]
    public async Task The_mount_gets_the_configs_arguments_and_its_tools_are_recorded()
    {
        using var bed = await WorkerBed.CreateAsync();
        var mount = new FakeMount(bed);
        var record = await RunAsync(bed, mount);
        record.Tools.ShouldBe(
            new Dictionary<string, string> { ["fake"] = "1.0", ["mounter"] = "2.0" },
            ignoreOrder: true
        );
        mount.Requests.Single().Environment[OwnerMark.Variable].ShouldBe("run/vm-1/1");
    }

    [Test]
    public async Task The_mount_gets_the_program_of_the_commit_and_its_digest_is_recorded()
    {
        using var bed = await WorkerBed.CreateAsync();
        var mount = new FakeMount(bed);
        var record = await RunAsync(bed, mount, resolved: "path:/bin/sh");
        mount.Requests.Single().Program.ShouldBe("/bin/sh");
        record.Tools["sh"].ShouldBe("7.8");
        record.Tools["sh_sha256"].Length.ShouldBe(64);
        record.Tools["mounter"].ShouldBe("2.0");
    }

    [Test]
    public async Task A_program_that_cannot_be_had_is_the_hosts_fault_and_not_the_iterations()
    {
        using var bed = await WorkerBed.CreateAsync();
        var mount = new FakeMount(bed);
        var error = await Should.ThrowAsync<ToolSourceException>(() =>
            RunAsync(bed, mount, resolved: "path:/no/such/program")
        );
        error.Message.ShouldContain("/no/such/program");
        mount.Requests.ShouldBeEmpty();
        bed.Leftovers().ShouldBeEmpty();
        (await bed.CommittedAsync()).ShouldBeEmpty();
    }

    [Test(Description = "hidden-cache: a failed drop was reported as done")]
    public async Task A_cache_drop_that_fails_fails_the_iteration()
    {
        using var bed = await WorkerBed.CreateAsync(change: o => o with { Cache = CacheMode.Drop });
        bed.PageCache = new PageCacheControl("/no/such/drop_caches");
        var mount = new FakeMount(bed);
        var record = await RunAsync(bed, mount);
        (record.Failure!.Kind, record.Failure.Phase).ShouldBe((FailureKinds.CacheDrop, "cache"));
        record.Failure.Reason.ShouldContain("--allow-not-dropped");
        bed.Work.Measured.ShouldBeEmpty();
        await NothingIsLeftAsync(bed, mount);
    }

    [Test]
    public async Task A_cache_drop_that_may_fail_is_recorded_as_not_dropped()
    {
        using var bed = await WorkerBed.CreateAsync(change: o =>
            o with
            {
                Cache = CacheMode.Drop,
                AllowNotDropped = true,
            }
        );
        bed.PageCache = new PageCacheControl("/no/such/drop_caches");
        var record = await RunAsync(bed, new FakeMount(bed));
        record.Status.ShouldBe(IterationStatus.Ok);
        record.Cache!.Outcome.ShouldBe("not_dropped");
        record.Cache.Reason.ShouldNotBeNullOrEmpty();
    }

    [TestCase(PreparationTraces.None, MetadataMode.Cold, true, 1)]
    [TestCase(PreparationTraces.Looked, MetadataMode.None, true, 1)]
    [TestCase(PreparationTraces.Looked, MetadataMode.Cold, true, 2)]
    [TestCase(PreparationTraces.Wrote, MetadataMode.None, true, 2)]
    [TestCase(PreparationTraces.Wrote, MetadataMode.Cold, false, 1)]
    public async Task A_mount_that_knows_the_data_from_preparing_is_made_anew(
        PreparationTraces traces,
        MetadataMode metadata,
        bool isRemote,
        int mounts
    )
    {
        using var bed = await WorkerBed.CreateAsync(change: o => o with { Metadata = metadata });
        bed.Work.Traces = traces;
        var mount = new FakeMount(bed) { Schemes = isRemote ? ["s3"] : [] };

        var record = await RunAsync(bed, mount);

        record.Status.ShouldBe(IterationStatus.Ok);
        (mount.Requests.Count, mount.Unmounts).ShouldBe((mounts, mounts));
        var prepare = record.Phases.Single(phase => phase.Name == "prepare");
        (prepare.Phases?.Any(phase => phase.Name == "remount") ?? false).ShouldBe(mounts > 1);
    }

    private static async Task<IterationRecord> RunAsync(
        WorkerBed bed,
        IMountKind mount,
        string? resolved = null,
        TimeSpan? limit = null,
        CancellationToken cancel = default
    )
    {
        var spec = await bed.SpecAsync();
        var claim = new Claim
        {
            Schema = Schemas.Claim,
            Writer = WriterId.New(),
            Vm = "vm-1",
            Epoch = 1,
            Kind = ClaimKind.Holder,
            At = default,
        };
        var owner = new OwnerMark("run", "vm-1", 1);
        var setting = new IterationSetting
        {
            Records = bed.Records,
            Claim = claim,
            Spec = spec,
            Folders = bed.Folders,
            Workspace = bed.Folders.WorkOf(owner.Run, owner.Vm),
            Owner = owner,
            Host = SampleRecords.Host,
            PageCache = bed.PageCache,
            Processes = new ProcessRunner(TimeProvider.System),
            Counters = new WorkerCounters(claim, spec, TimeProvider.System),
            Time = TimeProvider.System,
            ToolProvider = Tools(bed),
        };
        var runner = new IterationRunner(
            setting,
            new Dictionary<string, IWorkload> { ["fio"] = bed.Work },
            new Dictionary<string, string> { ["fake"] = "1.0" },
            mount
        );
        return await runner.RunAsync(
            spec.TestEntries.Single(e => e.MatrixId == 1) with
            {
                ResolvedCommit = resolved,
            },
            new Attempt(1, 1, "vm-1"),
            new ScheduledIteration(1, 1, 1),
            limit,
            cancel
        );
    }

    private static ToolProvider Tools(WorkerBed bed) =>
        new(
            new ToolHost
            {
                CacheFolder = System.IO.Path.Combine(bed.Folders.Work, "tools"),
                Processes = new ProcessRunner(TimeProvider.System),
                Time = TimeProvider.System,
                Fetcher = HttpReleaseFetcher.Default,
            },
            BuiltInSources.Gcsfuse with
            {
                Name = "sh",
                VersionArguments = ["-c", "echo version 7.8"],
            }
        );

    private static async Task NothingIsLeftAsync(WorkerBed bed, FakeMount mount)
    {
        bed.Leftovers().ShouldBeEmpty();
        mount.Unmounts.ShouldBe(1);
        using var turn = HostFileLock.TryAcquire(bed.Folders.TurnLock);
        turn.ShouldNotBeNull();
        (await bed.CommittedAsync()).ShouldBeEmpty();
    }

    private static async Task<IReadOnlyList<string>> RawKeysAsync(WorkerBed bed)
    {
        var keys = new List<string>();
        await foreach (var found in bed.Store.ListAsync(bed.Records.Keys.Results, default))
        {
            keys.Add(found.Key);
        }
        return keys;
    }

    private static IterationFailedException Failed(string reason, string phase = "measure") =>
        new(
            new Failure
            {
                Kind = FailureKinds.ExitCode,
                Phase = phase,
                Reason = reason,
            }
        );

    private sealed class FakeMount(WorkerBed bed) : IMountKind, IMounted
    {
        public string? MountFailure { get; init; }
        public string? UnmountFailure { get; init; }
        public int Unmounts { get; private set; }
        public List<MountRequest> Requests { get; } = [];
        public string Name => "fake";
        public bool TakesArguments => true;
        public IReadOnlyList<string> Schemes { get; init; } = [];
        public string Path => bed.Folders.Work;

        public IReadOnlyDictionary<string, string> Tools { get; } =
            new Dictionary<string, string> { ["mounter"] = "2.0" };

        public Task<IMounted> MountAsync(MountRequest request, CancellationToken cancel)
        {
            Requests.Add(request);
            return MountFailure is null
                ? Task.FromResult<IMounted>(this)
                : throw new MountException(MountFailure);
        }

        public Task UnmountAsync(CancellationToken cancel)
        {
            Unmounts++;
            return UnmountFailure is null
                ? Task.CompletedTask
                : throw new MountException(UnmountFailure);
        }
    }
}
