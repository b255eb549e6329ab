using System.Diagnostics;
using System.Text;
using Bench.Host.Interop;
using Bench.Host.Processes;

namespace Bench.Host.Tests.Processes;

internal sealed class ProcessRunnerTests
{
    private static readonly ProcessRunner Runner = new();
    private TempFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TempFolder();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    private ProcessSpec Bash(string script, params string[] arguments) =>
        new("bash", ["-c", script, "bash", .. arguments])
        {
            StdoutPath = _folder.File("out"),
            StderrPath = _folder.File("err"),
        };

    private string Out => File.ReadAllText(_folder.File("out"));

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(137)]
    [TestCase(255)]
    public async Task The_exit_code_is_the_programs_own(int code)
    {
        var exit = await Runner.Start(Bash($"exit {code}")).Completion;
        exit.ExitCode.ShouldBe(code);
        exit.Signal.ShouldBeNull();
        exit.Succeeded.ShouldBe(code == 0);
        exit.Elapsed.ShouldBeGreaterThan(TimeSpan.Zero);
    }

    [TestCase(9)]
    [TestCase(15)]
    [TestCase(13)]
    public async Task A_death_by_signal_is_told_from_an_exit_code(int signal)
    {
        var exit = await Runner.Start(Bash($"kill -{signal} $$")).Completion;
        exit.Signal.ShouldBe(signal);
        exit.ExitCode.ShouldBeNull();
        exit.Succeeded.ShouldBeFalse();
        exit.Describe().ShouldBe($"signal {signal} ({SignalNames.Of(signal)})");
    }

    [Test]
    public async Task Outputs_go_to_their_files_and_replace_what_was_there()
    {
        await File.WriteAllTextAsync(_folder.File("out"), new string('x', 1000));
        var exit = await Runner.Start(Bash("echo one; echo two >&2")).Completion;
        exit.Succeeded.ShouldBeTrue();
        Out.ShouldBe("one\n");
        (await File.ReadAllTextAsync(_folder.File("err"))).ShouldBe("two\n");
    }

    [Test]
    public async Task Both_outputs_may_share_a_file()
    {
        var spec = Bash("echo one; echo two >&2; echo three") with
        {
            StderrPath = _folder.File("out"),
        };
        await Runner.Start(spec).Completion;
        Out.ShouldBe("one\ntwo\nthree\n");
    }

    [Test]
    public async Task Standard_input_is_empty()
    {
        var exit = await Runner.Start(Bash("cat; readlink /proc/$$/fd/0")).Completion;
        exit.Succeeded.ShouldBeTrue();
        Out.ShouldBe("/dev/null\n");
    }

    /// <summary>Regression: args-splitting.</summary>
    [Test]
    public async Task Arguments_arrive_unchanged()
    {
        string[] arguments =
        [
            "two words",
            "",
            "*",
            "a'b\"c\\",
            "$HOME `id` $(id)",
            "line\nbreak\r\ttab",
            "--option=--pdeathsig",
            "--",
            "-x",
            "é😀",
            ";rm -rf x",
        ];
        var spec = new ProcessSpec("printf", ["%s\\0", .. arguments])
        {
            StdoutPath = _folder.File("out"),
        };
        await Runner.Start(spec).Completion;
        Out.ShouldBe(string.Concat(arguments.Select(argument => argument + "\0")));
    }

    [Test]
    public async Task Working_folder_and_environment_are_set()
    {
        var name = "BENCH_TEST_GONE";
        Environment.SetEnvironmentVariable(name, "here");
        try
        {
            var spec = Bash("pwd; echo \"$BENCH_TEST_A\"; echo \"${BENCH_TEST_GONE-unset}\"") with
            {
                WorkingDirectory = _folder.Root,
                Environment = new Dictionary<string, string?>(StringComparer.Ordinal)
                {
                    ["BENCH_TEST_A"] = "a b=*",
                    [name] = null,
                },
            };
            (await Runner.Start(spec).Completion).Succeeded.ShouldBeTrue();
        }
        finally
        {
            Environment.SetEnvironmentVariable(name, value: null);
        }

        Out.ShouldBe($"{_folder.Root}\na b=*\nunset\n");
    }

    [Test]
    public void A_missing_program_is_said_before_anything_runs()
    {
        Should
            .Throw<ProgramNotFoundException>(() =>
                Runner.Start(new ProcessSpec("no-such-program-at-all", []))
            )
            .Program.ShouldBe("no-such-program-at-all");
        File.WriteAllText(_folder.File("plain"), "text");
        foreach (var path in new[] { _folder.File("plain"), _folder.File("absent"), "/tmp", "" })
        {
            Should.Throw<ProgramNotFoundException>(() => Runner.Start(new ProcessSpec(path, [])));
        }
    }

    [Test]
    public void A_missing_working_folder_or_output_folder_is_said()
    {
        var spec = new ProcessSpec("true", []);
        Should
            .Throw<ProcessStartException>(() =>
                Runner.Start(spec with { WorkingDirectory = _folder.File("absent") })
            )
            .Errno.ShouldBe(2);
        Should
            .Throw<HostCallException>(() =>
                Runner.Start(spec with { StdoutPath = _folder.File("absent/out") })
            )
            .Errno.ShouldBe(2);
        Should.Throw<ArgumentException>(() => Runner.Start(new ProcessSpec("true", ["a\0b"])));
    }

    [Test]
    public async Task A_relative_program_is_taken_from_the_working_folder()
    {
        var script = _folder.File("tool");
        await File.WriteAllTextAsync(script, "#!/bin/sh\nexit 7\n");
        await Runner.Start(new ProcessSpec("chmod", ["+x", script])).Completion;
        var spec = new ProcessSpec("./tool", []) { WorkingDirectory = _folder.Root };
        (await Runner.Start(spec).Completion).ExitCode.ShouldBe(7);
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task A_child_leads_its_own_session_with_clean_signals_and_descriptors(
        bool detached
    )
    {
        // Not marked close-on-exec, as some native libraries open theirs.
        var leak = NativeFiles.Open("/dev/zero", NativeFiles.ReadOnly, mode: 0);
        var session = Runner.Start(
            Bash("cat /proc/$$/stat; ls /proc/$$/fd; true") with
            {
                Detached = detached,
            }
        );
        NativeFiles.Close(leak).ShouldBe(0);
        (await session.Completion).Succeeded.ShouldBeTrue();
        var lines = Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        ProcessStat.TryParse(Encoding.ASCII.GetBytes(lines[0]), out var stat).ShouldBeTrue();
        stat.Pid.ShouldBe(session.Pid);
        stat.GroupId.ShouldBe(session.Pid);
        stat.SessionId.ShouldBe(session.Pid);
        stat.StartTimeTicks.ShouldBe(session.StartTimeTicks);
        lines[1..].Order(StringComparer.Ordinal).ShouldBe(["0", "1", "2"]);

        // Not through the shell, which blocks signals of its own for a while.
        var signals = new ProcessSpec("grep", ["-E", "SigBlk|SigIgn", "/proc/self/status"])
        {
            Detached = detached,
            StdoutPath = _folder.File("out"),
        };
        await Runner.Start(signals).Completion;
        Out.ShouldBe("SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n");
    }

    [Test]
    public async Task Completion_does_not_wait_for_a_grandchild_that_keeps_the_output_open()
    {
        var process = Runner.Start(Bash("sleep 300 & echo done"));
        var exit = await process.Completion.WaitAsync(TimeSpan.FromSeconds(10));
        exit.Succeeded.ShouldBeTrue();
        Out.ShouldBe("done\n");
        await process.StopAsync(TimeSpan.FromSeconds(1));
        InGroup(process.Pid).ShouldBeEmpty();
    }

    [Test]
    public async Task Other_children_of_this_process_are_left_to_their_owner()
    {
        using var other = Process.Start("bash", ["-c", "exit 5"]);
        var ours = await Runner.Start(Bash("exit 6")).Completion;
        await other.WaitForExitAsync();
        other.ExitCode.ShouldBe(5);
        ours.ExitCode.ShouldBe(6);
    }

    [Test]
    public async Task Two_hundred_at_once_leave_neither_descriptors_nor_zombies()
    {
        await Runner.Start(Bash("true")).Completion;
        var before = Descriptors();
        var exits = await Task.WhenAll(
            Enumerable
                .Range(0, 200)
                .Select(i =>
                    Task.Run(async () =>
                    {
                        var spec = new ProcessSpec("sh", ["-c", $"echo {i}; exit {i}"])
                        {
                            StdoutPath = _folder.File($"out-{i}"),
                        };
                        return await Runner.Start(spec).Completion;
                    })
                )
        );
        exits.Select(exit => exit.ExitCode).ShouldBe(Enumerable.Range(0, 200).Cast<int?>());
        File.ReadAllText(_folder.File("out-123")).ShouldBe("123\n");
        await Until.TrueAsync(() => Descriptors() <= before, "descriptors closed");
        ProcessStat
            .All()
            .Where(p => p.ParentPid == Environment.ProcessId && p.IsZombie)
            .ShouldBeEmpty();
    }

    private static int Descriptors() =>
        Directory
            .GetFiles("/proc/self/fd")
            .Select(path => new FileInfo(path).LinkTarget ?? "")
            .Count(target =>
                target.Contains("pidfd", StringComparison.Ordinal)
                || target.Contains("bench-host-", StringComparison.Ordinal)
                || target.Equals("/dev/null", StringComparison.Ordinal)
            );

    private static List<ProcessStat> InGroup(int group) =>
        [.. ProcessStat.All().Where(p => p.GroupId == group && !p.IsZombie)];
}
