using Bench.Host.Processes;
using Bench.Host.Tests;
using Bench.Hub.Instances;
using Bench.Hub.Instances.Processes;
using Bench.Hub.Modules;
using Bench.Hub.Service;
using Bench.Hub.Tests.Service;

namespace Bench.Hub.Tests.Instances;

/// <summary>Instances that are real programs: they are killed, hang, end early, and do not hear.</summary>
[CancelAfter(120_000)]
internal sealed class ProcessInstanceTests
{
    private static readonly ModuleId Module = ModuleId.Parse("m");
    private TempFolder _folder = null!;
    private FakeStorage _storage = null!;

    [SetUp]
    public void Begin() => (_folder, _storage) = (new TempFolder(), new FakeStorage());

    [TearDown]
    public void End() => _folder.Dispose();

    [Test]
    public async Task A_program_serves_its_module_and_collects_before_it_is_let_go()
    {
        await using var kind = Kind("good");
        await using var hub = await StartAsync(kind);
        var module = (await hub.RequestAsync(Module, ModuleEvent.Provision)).Module;
        module.LastError.ShouldBeNull();
        module.State.ShouldBe(InstanceState.Provisioned);
        module.MemoryBytes!.Value.ShouldBeGreaterThan(0);
        (await File.ReadAllTextAsync(_folder.File("logs/m.log"))).ShouldStartWith(
            "arguments: --http-threads=0 --cores=2 m"
        );
        var process = ProcessIdentity.Of(module.Pid!.Value)!.Value;
        ProcessStat.TryRead(process.Pid)!.Value.GroupId.ShouldBe(process.Pid);
        File.Exists(_folder.File("servers/m/collected")).ShouldBeFalse();
        var collected = false;
        _storage.Before = (_, _, _) =>
        {
            collected = File.Exists(_folder.File("servers/m/collected"));
            return Task.CompletedTask;
        };

        (await hub.RequestAsync(Module, ModuleEvent.Deprovision)).Module.LastError.ShouldBeNull();

        collected.ShouldBeTrue("a collection that is pending, then runs, was waited for");
        process.IsAlive.ShouldBeFalse();
    }

    [Test]
    public async Task One_that_is_killed_is_seen_and_started_again_on_its_port()
    {
        await using var kind = Kind("good");
        await using var hub = await StartAsync(kind);
        var module = (await hub.RequestAsync(Module, ModuleEvent.Provision)).Module;
        new RunningGroup(module.Pid!.Value).Kill();
        await Until.TrueAsync(() => hub.Find(Module)!.State == InstanceState.Crashed, "crashed");
        hub.Find(Module)!.LastError!.ShouldStartWith("it ended with signal 9 (SIGKILL)");

        await hub.DoAsync(Module, ModuleEvent.Recover);

        hub.Find(Module)!.State.ShouldBe(InstanceState.Provisioned);
        hub.Find(Module)!.Pid.ShouldNotBe(module.Pid);
        hub.Find(Module)!.Port.ShouldBe(module.Port);
    }

    [Test]
    public async Task One_that_ends_early_fails_the_provision_with_the_end_of_its_log()
    {
        await using var kind = Kind("exits");
        await using var hub = await StartAsync(kind);
        await hub.RequestAsync(Module, ModuleEvent.Provision);
        var module = hub.Find(Module)!;
        module.State.ShouldBe(InstanceState.Unprovisioned);
        module.LastError!.ShouldContain("it ended with exit code 3");
        module.LastError!.ShouldContain("no licence");
    }

    [Test]
    public async Task One_that_is_never_well_is_ended_after_its_time()
    {
        await using var kind = Kind("never-well");
        await using var hub = await StartAsync(
            kind,
            o => o with { StartTimeout = TimeSpan.FromSeconds(1) }
        );
        await hub.RequestAsync(Module, ModuleEvent.Provision);
        hub.Find(Module)!.LastError!.ShouldContain("it was not ready within 1 s");
        OwnedProcesses
            .Find(mark => mark.Vm == "m" && mark.Run == HubId(), HubIdentity.Variable)
            .ShouldBeEmpty();
    }

    [Test]
    public async Task One_that_hangs_is_ended_and_counts_as_crashed()
    {
        await using var kind = Kind("good");
        await using var hub = await StartAsync(
            kind,
            o =>
                o with
                {
                    Watchdog = o.Watchdog with { HealthTimeout = TimeSpan.FromMilliseconds(200) },
                }
        );
        var pid = (await hub.RequestAsync(Module, ModuleEvent.Provision)).Module.Pid!.Value;
        var process = ProcessIdentity.Of(pid)!.Value;
        await File.WriteAllTextAsync(_folder.File("servers/m/hang"), "");
        for (var i = 0; i < 3; i++)
        {
            await hub.Watchdog.LookAsync(CancellationToken.None);
        }

        hub.Find(Module)!.State.ShouldBe(InstanceState.Crashed);
        hub.Find(Module)!.LastError!.ShouldStartWith("it did not answer that it is well 3 times");
        process.IsAlive.ShouldBeFalse();
    }

    [Test]
    public async Task One_that_ignores_SIGTERM_is_killed_after_the_grace()
    {
        await using var kind = Kind("ignores-term");
        await using var hub = await StartAsync(
            kind,
            o => o with { StopGrace = TimeSpan.FromMilliseconds(100) }
        );
        var pid = (await hub.RequestAsync(Module, ModuleEvent.Provision)).Module.Pid!.Value;
        var process = ProcessIdentity.Of(pid)!.Value;
        (await hub.RequestAsync(Module, ModuleEvent.Hibernate)).Module.State.ShouldBe(
            InstanceState.Hibernated
        );
        process.IsAlive.ShouldBeFalse();
    }

    [Test]
    public async Task One_that_holds_too_much_memory_is_ended()
    {
        await using var kind = Kind("good");
        await using var hub = await StartAsync(
            kind,
            o => o with { Watchdog = o.Watchdog with { InstanceMemoryLimitBytes = 150_000_000 } }
        );
        var module = (await hub.RequestAsync(Module, ModuleEvent.Provision)).Module;
        await hub.Watchdog.LookAsync(CancellationToken.None);
        hub.Find(Module)!.State.ShouldBe(InstanceState.Provisioned);
        using var client = new HttpClient();
        await client.GetStringAsync($"{module.BaseUri}/memory");

        await hub.Watchdog.LookAsync(CancellationToken.None);

        hub.Find(Module)!.State.ShouldBe(InstanceState.Crashed);
        hub.Find(Module)!.LastError!.ShouldContain("is its limit");
    }

    [TestCase("gc-fails", "the garbage collection failed")]
    [TestCase("gc-hangs", "was not over within 0.5 s")]
    public async Task A_collection_that_does_not_end_well_leaves_the_data(
        string mode,
        string reason
    )
    {
        await using var kind = Kind(mode);
        await using var hub = await StartAsync(
            kind,
            o => o with { CollectionTimeout = TimeSpan.FromSeconds(0.5) }
        );
        await hub.RequestAsync(Module, ModuleEvent.Provision);
        await hub.RequestAsync(Module, ModuleEvent.Deprovision);
        var module = hub.Find(Module)!;
        module.LastError!.ShouldContain(reason);
        module.KeepsData.ShouldBeTrue();
        Directory.Exists(_folder.File("servers/m")).ShouldBeTrue();
        _storage.Stored.ShouldBeEmpty();
    }

    [Test]
    public async Task What_an_earlier_hub_left_running_is_ended_by_the_next()
    {
        await using var kind = Kind("ignores-term");
        await using (await StartAsync(kind)) { }
        // As the earlier hub's instance would be found: it carries the hub's mark, with an earlier number.
        var left = new ProcessRunner().Start(
            new ProcessSpec("sleep", ["600"])
            {
                Environment = new Dictionary<string, string?>(StringComparer.Ordinal)
                {
                    [HubIdentity.Variable] = new OwnerMark(HubId(), "m", 1).ToString(),
                },
            }
        );
        // A process shows its environment only when it runs its program.
        await Until.TrueAsync(
            () =>
                File.ReadAllText($"/proc/{left.Identity.Pid}/environ")
                    .Contains(HubIdentity.Variable, StringComparison.Ordinal),
            "the mark shows"
        );

        await using var next = await StartAsync(kind);

        left.Identity.IsAlive.ShouldBeFalse();
        (await left.Completion).Signal.ShouldNotBeNull();
    }

    [Test]
    public async Task A_program_that_is_not_there_is_named()
    {
        await using var kind = new ProcessInstances(
            new InstanceCommand { Program = "no-such-program" },
            new InstancePorts(),
            new ProcessRunner()
        );
        await using var hub = await StartAsync(kind);
        await hub.RequestAsync(Module, ModuleEvent.Provision);
        hub.Find(Module)!.LastError!.ShouldContain("'no-such-program' was not found");
    }

    [TestCase("{\"status\":\"queued\"}", CollectionState.Pending)]
    [TestCase("{\"Status\":\"Running\"}", CollectionState.Running)]
    [TestCase("{\"status\":\"idle\"}", CollectionState.Done)]
    [TestCase("{\"STATUS\":\"ERROR\",\"error\":\"x\"}", CollectionState.Failed)]
    public void Words_of_collections_are_understood_however_they_are_spelt(
        string answer,
        CollectionState expected
    ) => CollectionWords.Read(answer).State.ShouldBe(expected);

    [TestCase("")]
    [TestCase("[]")]
    [TestCase("{\"status\":\"fine\"}")]
    public void Other_answers_are_errors(string answer) =>
        Should
            .Throw<InstanceException>(() => CollectionWords.Read(answer))
            .Message.ShouldContain("'status' was expected");

    [Test]
    public void A_range_of_ports_gives_each_once()
    {
        var free = new InstancePorts().Take();
        var ports = new InstancePorts(free, 1);
        ports.Take().ShouldBe(free);
        Should
            .Throw<InstanceException>(() => ports.Take())
            .Message.ShouldContain("choose another range");
        ports.GiveBack(free);
        ports.Take(free).ShouldBe(free);
    }

    private static ProcessInstances Kind(string mode) =>
        new(
            new InstanceCommand
            {
                // Not by PATH: what stands in front of it there may take a second to find it.
                Program = "/usr/bin/python3",
                Arguments =
                [
                    "-I",
                    "-S",
                    Path.Combine(
                        TestContext.CurrentContext.TestDirectory,
                        "Instances",
                        "TestData",
                        "instance.py"
                    ),
                    "{port}",
                    "{data_dir}",
                    mode,
                    "--http-threads={http_threads}",
                    "--cores={core_limit}",
                    "--config={config}",
                    "{module}",
                ],
                CollectionPath = "/gc",
                CollectionStatusPath = "/gc",
                CoreLimit = 2,
            },
            new InstancePorts(),
            new ProcessRunner()
        );

    private Task<HubService> StartAsync(
        IInstanceKind kind,
        Func<HubOptions, HubOptions>? change = null
    )
    {
        var options = new HubOptions
        {
            DataFolder = _folder.Root,
            ProvisionThreads = 0,
            StopGrace = TimeSpan.FromSeconds(1),
            Watchdog = new WatchdogOptions { Interval = TimeSpan.FromDays(1) },
        };
        return HubService.StartAsync(
            change?.Invoke(options) ?? options,
            new HubParts { Storage = _storage, Kind = kind },
            CancellationToken.None
        );
    }

    private string HubId() =>
        (string)
            System.Text.Json.Nodes.JsonNode.Parse(File.ReadAllText(_folder.File("hub.json")))![
                "hub_id"
            ]!;

    private sealed record RunningGroup(int Pid)
    {
        public void Kill() => System.Diagnostics.Process.GetProcessById(Pid).Kill();
    }
}
