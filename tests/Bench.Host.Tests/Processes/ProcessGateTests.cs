using Bench.Host.Processes;

namespace Bench.Host.Tests.Processes;

internal sealed class ProcessGateTests
{
    private static readonly ProcessRunner Runner = new();

    private TempFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TempFolder();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public async Task All_who_wait_are_let_go_at_once_and_those_who_come_later_too()
    {
        using var gate = new ProcessGate(_folder.File("with blank"));
        var waiting = new[] { Start(gate), Start(gate), Start(gate) };
        await Until.TrueAsync(() => gate.Waiting == waiting.Length, "all are there");
        waiting.ShouldAllBe(process => !process.Completion.IsCompleted);

        gate.Open();
        var late = Start(gate);

        foreach (var process in waiting.Append(late))
        {
            (await process.Completion).Succeeded.ShouldBeTrue();
        }
        gate.Waiting.ShouldBe(waiting.Length + 1);
        File.Exists(Path.Combine(gate.Folder, "out.txt"))
            .ShouldBeTrue("a redirection after the command is one in the gate's folder");
    }

    [Test]
    public async Task Who_waits_at_a_gate_that_is_given_up_fails()
    {
        var gate = new ProcessGate(_folder.File("gate"));
        var waiting = Start(gate);
        await Until.TrueAsync(() => gate.Waiting == 1, "it is there");

        gate.Dispose();
        gate.Open();

        (await waiting.Completion).Succeeded.ShouldBeFalse();
    }

    [Test]
    public async Task The_death_of_who_holds_it_opens_no_gate()
    {
        // A process that holds a gate as this class does, and one that waits there.
        var folder = Directory.CreateDirectory(_folder.File("gate")).FullName;
        var holder = Runner.Start(
            new ProcessSpec(
                "bash",
                ["-c", $"cd '{folder}' && mkfifo gate && exec 7<>gate && touch made && sleep 600"]
            )
        );
        await Until.TrueAsync(() => File.Exists(Path.Combine(folder, "made")), "there is a gate");
        var waiting = Runner.Start(
            new ProcessSpec("sh", ["-c", ProcessGate.Command])
            {
                Environment = new Dictionary<string, string?> { [ProcessGate.Variable] = folder },
            }
        );
        await Until.TrueAsync(() => File.Exists(Path.Combine(folder, "held")), "one waits");

        holder.SignalGroup(ProcessSignal.Kill);

        (await waiting.Completion).Succeeded.ShouldBeFalse();
        await holder.StopAsync(TimeSpan.FromSeconds(1));
    }

    private static IRunningProcess Start(ProcessGate gate) =>
        Runner.Start(
            new ProcessSpec("sh", ["-c", $"{ProcessGate.Command} > out.txt 2>&1"])
            {
                Environment = new Dictionary<string, string?>
                {
                    [ProcessGate.Variable] = gate.Folder,
                },
            }
        );
}
