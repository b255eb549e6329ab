using Bench.Host.Processes;
using Bench.Model.Progress;
using Bench.Protocol.Records;
using Bench.Simulation.Tests.Scheduling;
using Bench.Simulation.Tests.Worlds;
using Bench.Worker.Heartbeats;
using Bench.Worker.Hosts;
using Bench.Worker.Iterations;
using Bench.Worker.Stopping;
using Bench.Workloads;

namespace Bench.Simulation.Tests.Hosts;

/// <summary>The machine under a simulated worker.</summary>
internal sealed class SimWorkerHost(
    SimProcess process,
    RecordStore records,
    TimeProvider time,
    Workload workload,
    Func<double> unfitness,
    Defect defect,
    Action<Measuring> began
) : IWorkerHost
{
    private static readonly TimeSpan LongestStep = TimeSpan.FromMilliseconds(50);

    public IWorkerLock? TryLock(string ownerRun, string vm)
    {
        var file = process.Host.LockAt($"/run/lock/bench/claims/{ownerRun}/{vm}.lock");
        return file.Holder is null ? new SimLock(process, file) : null;
    }

    public Task EndPredecessorsAsync(OwnerMark owner) =>
        Task.Delay(process.Dice.UpTo(LongestStep), time);

    public async Task<IIterationRunner> PrepareAsync(IterationScope scope, CancellationToken cancel)
    {
        await Task.Delay(process.Dice.UpTo(LongestStep), time, cancel);
        await defect.PrepareAsync();
        if (process.Dice.Chance(unfitness()))
        {
            throw new ToolException("fio is not on the PATH");
        }
        return new SimIterations(process, records, scope, time, workload, began);
    }

    public IStopAccount AccountOf(OwnerMark owner) => new NothingLeft();

    public void Clear(OwnerMark owner)
    {
        // There is no scratch space.
    }

    private sealed class NothingLeft : IStopAccount
    {
        public void Count()
        {
            // Iterations end what they have begun.
        }

        public Task<StopAcknowledgement> CloseAsync(StopReason reason) =>
            Task.FromResult(new StopAcknowledgement(reason.ToString(), 0, 0, []));
    }
}
