using Bench.EndToEnd.Tests.Harness;

namespace Bench.EndToEnd.Tests.Network;

/// <summary>Faults between hosts at moments that nobody chose; the seed of a failure is in its message.</summary>
[Explicit, Category("Soak")]
public sealed class RandomFaultTests
{
    private static readonly string[] Vms = ["vm-1", "vm-2", "vm-3"];

    private static readonly RunSetup Setup = new()
    {
        Job = Given.TimedJob("200ms"),
        Iterations = 4,
        Workers = 3,
        More = ["--lease", "1"],
    };

    [Test]
    public async Task A_run_is_right_whatever_happens_between_its_hosts([Range(1, 20)] int seed)
    {
        var random = new Random(seed);
        var story = new List<string> { $"seed {seed}" };
        await using var bed = await NetworkBed.CreateAsync(Vms);
        var run = await bed.RunAsync(Setup);
        var workers = Vms.ToDictionary(vm => vm, vm => bed.Worker(vm));
        while (!run.HasExited && story.Count < 30)
        {
            var vm = Vms[random.Next(Vms.Length)];
            var host = random.Next(5) == 0 ? NetworkBed.Boss : vm;
            var fault = random.Next(5);
            story.Add($"fault {fault} of {host}");
            await MakeAsync(bed, host, host == vm ? workers[vm] : run, fault);
            await LaterAsync(random, run);
            await MendAsync(bed, host, host == vm ? workers[vm] : run);
            await LaterAsync(random, run);
            if (workers[vm].HasExited)
            {
                story.Add($"{vm} again");
                workers[vm] = bed.Worker(vm);
            }
        }
        var ended = await run.EndAsync();
        ended.Code.ShouldBe(0, $"{string.Join('\n', story)}\n{bed.Said}");
        await Accounting.OfAsync(bed, entries: 4, iterations: 4);
    }

    private static async Task MakeAsync(
        NetworkBed bed,
        string host,
        BenchProcess process,
        int fault
    )
    {
        switch (fault)
        {
            case 0:
                await bed.Host(host).CutAsync(Lost.Both);
                break;
            case 1:
                await bed.Host(host).CutAsync(Lost.Replies);
                break;
            case 2:
                await bed.Host(host).LosePercentAsync(30);
                break;
            case 3:
                bed.Relay(host).Cut();
                break;
            default:
                process.Signal(Signals.Stop);
                break;
        }
    }

    private static async Task MendAsync(NetworkBed bed, string host, BenchProcess process)
    {
        await bed.Host(host).MendAsync();
        bed.Relay(host).Mend();
        process.Signal(Signals.Continue);
    }

    /// <summary>Some time within a few leases, which is part of the experiment and waits for nothing.</summary>
    private static Task LaterAsync(Random random, BenchProcess run) =>
        Task.WhenAny(Task.Delay(random.Next(0, 3000)), run.EndAsync());
}
