using Bench.Fleet;
using Bench.Simulation.Tests.Scheduling;
using Bench.Simulation.Tests.Worlds;

namespace Bench.Simulation.Tests.Programs;

/// <summary>Starts workers as processes of the coordinator's host. They go on when it ends.</summary>
internal sealed class SimFleet(World world, SimProcess coordinator) : IFleet
{
    private const double CannotStart = 0.01;
    private static readonly TimeSpan ExitNotice = TimeSpan.FromMilliseconds(5);

    public IWorkerHandle Start(string vm)
    {
        if (world.Dice.Chance(world.BeforeCalm(CannotStart)))
        {
            throw new FleetException($"the worker of {vm} cannot be started: no such file");
        }
        var worker = WorkerProgram.Start(world, coordinator.Host, vm, leavesWhenDone: true);
        world.Trace.Note(coordinator, "starts", worker.Name);
        return new Handle(coordinator, worker);
    }

    private sealed class Handle : IWorkerHandle
    {
        private readonly TaskCompletionSource<WorkerExit> _completion = new();
        private readonly SimProcess _worker;

        public Handle(SimProcess coordinator, SimProcess worker)
        {
            _worker = worker;
            worker.WhenGone = () =>
                coordinator.Scheduler.After(
                    ExitNotice,
                    coordinator,
                    () => _completion.TrySetResult(ExitOf(worker))
                );
        }

        public Task<WorkerExit> Completion => _completion.Task;

        public string LogTail() => _worker.LastWord;

        private static WorkerExit ExitOf(SimProcess gone) =>
            gone.State == ProcessState.Killed
                ? new WorkerExit(null, "signal 9 (SIGKILL)")
                : new WorkerExit(gone.ExitCode, $"exit code {gone.ExitCode}");
    }
}
