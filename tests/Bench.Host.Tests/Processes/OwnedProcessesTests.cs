using Bench.Host.Processes;

namespace Bench.Host.Tests.Processes;

internal sealed class OwnedProcessesTests
{
    private static readonly ProcessRunner Runner = new();
    private static readonly OwnerMark Mine = new("run-" + Guid.NewGuid().ToString("N"), "vm-1", 3);

    private static IRunningProcess StartMarked(OwnerMark mark, string script)
    {
        return Runner.Start(
            new ProcessSpec("bash", ["-c", script])
            {
                Detached = true,
                Environment = new Dictionary<string, string?>(StringComparer.Ordinal)
                {
                    [OwnerMark.Variable] = mark.ToString(),
                },
            }
        );
    }

    [Test]
    public async Task Processes_of_earlier_epochs_end_and_no_others()
    {
        var earlier = StartMarked(Mine with { Epoch = 2 }, "exec sleep 300");
        var current = StartMarked(Mine, "exec sleep 300");
        var otherVm = StartMarked(Mine with { Vm = "vm-10", Epoch = 1 }, "exec sleep 300");
        try
        {
            await Until.TrueAsync(
                () => File.ReadAllText($"/proc/{earlier.Identity.Pid}/comm").Trim() == "sleep",
                "it has become what it is to be"
            );
            var ended = await OwnedProcesses.EndAsync(m => m.IsBefore(Mine), TimeProvider.System);
            ended.Remaining.ShouldBeEmpty();
            ended.Ended.Select(p => p.Identity).ShouldBe([earlier.Identity]);
            ended.Ended[0].Owner.ShouldBe(Mine with { Epoch = 2 });
            (await earlier.Completion).Signal.ShouldBe(15);
            current.Identity.IsAlive.ShouldBeTrue();
            otherVm.Identity.IsAlive.ShouldBeTrue();
        }
        finally
        {
            await current.StopAsync(TimeSpan.Zero);
            await otherVm.StopAsync(TimeSpan.Zero);
        }
    }

    [Test]
    public async Task Stubborn_ones_in_sessions_of_their_own_are_found_and_killed()
    {
        var mark = Mine with { Vm = "stubborn" };
        var process = StartMarked(
            mark,
            "trap '' TERM; setsid bash -c \"trap '' TERM; while :; do sleep 0.05; done\" & while :; do sleep 0.05; done"
        );
        await Until.TrueAsync(
            () =>
                OwnedProcesses
                    .Find(m => m.IsSameVm(mark))
                    .Select(p => ProcessStat.TryRead(p.Identity.Pid)?.SessionId)
                    .OfType<int>()
                    .Distinct()
                    .Count() == 2,
            "two sessions"
        );
        var ended = await OwnedProcesses.EndAsync(
            m => m == mark,
            TimeProvider.System,
            TimeSpan.FromMilliseconds(100)
        );
        ended.Remaining.ShouldBeEmpty();
        ended.Ended.Count.ShouldBeGreaterThanOrEqualTo(2);
        (await process.Completion).Signal.ShouldBe(9);
        OwnedProcesses.Find(m => m.IsSameVm(mark)).ShouldBeEmpty();
    }

    [Test]
    public async Task Nothing_to_end_is_soon_done()
    {
        var ended = await OwnedProcesses.EndAsync(
            m => string.Equals(m.Run, "no-such-run", StringComparison.Ordinal),
            TimeProvider.System,
            TimeSpan.FromMinutes(5)
        );
        ended.Ended.ShouldBeEmpty();
        ended.Remaining.ShouldBeEmpty();
    }

    [TestCase("run/vm/7", true)]
    [TestCase("run/vm/000007", true)]
    [TestCase("run/vm", false)]
    [TestCase("run/vm/x", false)]
    [TestCase("run/vm/-1", false)]
    [TestCase("/vm/1", false)]
    [TestCase("a/b/c/1", false)]
    [TestCase("", false)]
    public void Marks_are_parsed_strictly(string text, bool good)
    {
        OwnerMark.TryParse(text).ShouldBe(good ? new OwnerMark("run", "vm", 7) : null);
    }
}
