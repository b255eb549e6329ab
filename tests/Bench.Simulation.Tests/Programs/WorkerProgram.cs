using Bench.Simulation.Tests.Hosts;
using Bench.Simulation.Tests.Scheduling;
using Bench.Simulation.Tests.Tracing;
using Bench.Simulation.Tests.Worlds;
using Bench.Worker;
using Bench.Worker.Logs;

namespace Bench.Simulation.Tests.Programs;

/// <summary><c>bench worker</c>.</summary>
internal static class WorkerProgram
{
    public static SimProcess Start(World world, SimHost host, string vm, bool leavesWhenDone)
    {
        var process = world.Spawn(vm, host);
        process.Start(() =>
            Exits.GuardAsync(world, process, () => RunAsync(world, process, vm, leavesWhenDone))
        );
        return process;
    }

    private static async Task<int> RunAsync(
        World world,
        SimProcess process,
        string vm,
        bool leavesWhenDone
    )
    {
        var time = new SimTime(process);
        var records = world.RecordsOf(process, coordinates: false);
        using var log = new TraceWriter(world.Trace, process);
        var host = new SimWorkerHost(
            process,
            records,
            time,
            world.Scenario.Work,
            () => world.BeforeCalm(world.Scenario.Unfitness),
            world.Defect,
            world.Began
        );
        var worker = new BenchWorker(
            new WorkerRole
            {
                Records = records,
                Vm = vm,
                LeaveWhenDone = leavesWhenDone,
                Log = new WorkerLog(log, time),
                Time = time,
            },
            host
        );
        var outcome = await worker.RunAsync(process.Interruption.Token);
        process.LastWord = outcome.ToString();
        return outcome switch
        {
            WorkerOutcome.Completed or WorkerOutcome.Left => Exits.Done,
            WorkerOutcome.Interrupted => Exits.Interrupted,
            _ => Exits.Failures,
        };
    }
}
