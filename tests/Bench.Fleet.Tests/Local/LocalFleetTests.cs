using Bench.Fleet.Local;
using Bench.Host.Processes;
using Bench.Host.Tests;

namespace Bench.Fleet.Tests.Local;

internal sealed class LocalFleetTests
{
    private const string RunUri = "file:///data/with blank/t1";

    private TempFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TempFolder();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public async Task The_worker_gets_its_verb_run_and_vm_each_as_one_argument()
    {
        var worker = Fleet("printf '<%s>' \"$@\"").Start("vm-1");
        var exit = await worker.Completion;
        exit.ExitCode.ShouldBe(0);
        worker.LogTail().ShouldBe($"<worker><--leave-when-done><--run><{RunUri}><--vm><vm-1>");
    }

    [TestCase("echo why >&2; exit 3", 3, "why")]
    [TestCase("echo dying; kill -9 $$", null, "dying")]
    public async Task Its_end_is_told_with_the_last_it_said(string script, int? code, string tail)
    {
        var worker = Fleet(script).Start("vm-1");
        var exit = await worker.Completion;
        exit.ExitCode.ShouldBe(code);
        exit.Description.ShouldNotBeEmpty();
        worker.LogTail().ShouldContain(tail);
    }

    [Test]
    public async Task Of_a_long_log_the_end_is_told()
    {
        var worker = Fleet("i=0; while [ $i -lt 2000 ]; do echo line $i; i=$((i+1)); done")
            .Start("v");
        await worker.Completion;
        worker.LogTail().Length.ShouldBeLessThanOrEqualTo(2000);
        worker.LogTail().ShouldEndWith("line 1999\n");
    }

    [Test]
    public void A_program_that_is_not_there_is_told_with_the_vm()
    {
        var fleet = new LocalFleet(
            new SelfCommand(_folder.File("no-such-program"), []),
            RunUri,
            _folder.File("logs"),
            new ProcessRunner(TimeProvider.System)
        );
        var error = Should.Throw<FleetException>(() => fleet.Start("vm-1"));
        error.Message.ShouldContain("vm-1");
        error.Message.ShouldContain("no-such-program");
    }

    [Test]
    public void A_folder_for_logs_that_cannot_be_made_is_told()
    {
        File.WriteAllText(_folder.File("logs"), "a file");
        Should.Throw<FleetException>(() => Fleet("exit 0").Start("vm-1"));
    }

    /// <summary>What keeps a worker alive is that it is started detached; that such a process outlives its starter is the host library's promise.</summary>
    [Test]
    public async Task The_worker_is_started_detached_in_a_session_of_its_own()
    {
        var recorder = new Recorder(new ProcessRunner(TimeProvider.System));
        var fleet = new LocalFleet(
            new SelfCommand(
                "/bin/sh",
                ["-c", "ps -o sid= -p $$ 2>/dev/null || cut -d' ' -f6 /proc/$$/stat", "self"]
            ),
            RunUri,
            _folder.File("logs"),
            recorder
        );
        var worker = fleet.Start("vm-1");
        await worker.Completion;
        recorder.Last!.Detached.ShouldBeTrue();
        worker.LogTail().Trim().ShouldBe($"{recorder.Pid}");
    }

    [Test]
    public void This_program_can_start_itself_again()
    {
        var self = SelfCommand.Current;
        File.Exists(self.FileName).ShouldBeTrue();
        self.Arguments.ShouldAllBe(argument => File.Exists(argument));
    }

    private LocalFleet Fleet(string script) =>
        new(
            new SelfCommand("/bin/sh", ["-c", script, "self"]),
            RunUri,
            _folder.File("logs"),
            new ProcessRunner(TimeProvider.System)
        );

    private sealed class Recorder(IProcessRunner real) : IProcessRunner
    {
        public ProcessSpec? Last { get; private set; }

        public int Pid { get; private set; }

        public IRunningProcess Start(ProcessSpec spec)
        {
            Last = spec;
            var process = real.Start(spec);
            Pid = process.Pid;
            return process;
        }
    }
}
