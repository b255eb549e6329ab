using Bench.Coordinator.Launching;
using Bench.Coordinator.Leading;
using Bench.Coordinator.Views;
using Bench.Coordinator.Workers;
using Bench.Fleet;
using Bench.Model.Decisions;
using Bench.Model.Json;
using Bench.Protocol.Decisions;
using Bench.Protocol.Records;
using Bench.Protocol.Runs;
using Bench.Protocol.Sealing;
using Bench.Simulation.Tests.Hosts;
using Bench.Simulation.Tests.Scheduling;
using Bench.Simulation.Tests.Worlds;

namespace Bench.Simulation.Tests.Programs;

/// <summary><c>bench run</c> and <c>bench resume</c>.</summary>
internal sealed class CoordinatorProgram : IRunObserver
{
    private readonly World _world;
    private readonly SimProcess _process;
    private readonly RecordStore _records;
    private readonly SimTime _time;

    private CoordinatorProgram(World world, SimProcess process)
    {
        (_world, _process) = (world, process);
        _records = world.RecordsOf(process, coordinates: true);
        _time = new SimTime(process);
    }

    /// <summary>Starts <c>bench run</c> where there is no run yet, else <c>bench resume</c>.</summary>
    public static SimProcess Start(World world, SimHost host)
    {
        var process = world.Spawn("coord", host);
        var program = new CoordinatorProgram(world, process);
        var isNew = world.Bucket.Get(world.Keys.Config) is null;
        process.Start(() =>
            Exits.GuardAsync(world, process, isNew ? program.RunAsync : program.ResumeAsync)
        );
        return process;
    }

    /// <summary>The identity of a coordinator process; of the trace, so that a replay has the same.</summary>
    public static CoordinatorIdentity IdentityOf(SimProcess process) =>
        new()
        {
            Id = process.Name,
            HostName = process.Host.Name,
            ProcessId = process.Id,
            BootId = process.Host.BootId,
            ProcessStartTicks = process.StartedAt,
        };

    public void Saw(RunView view)
    {
        // Nobody looks.
    }

    public void Note(string message) => _world.Trace.Note(_process, "notes:", message);

    private async Task<int> RunAsync()
    {
        var config = _world.Config with { Writer = WriterId.New(), CreatedAt = _time.GetUtcNow() };
        return await LeadAsync(
            await RunLauncher.CreateAsync(_records, config, _process.Interruption.Token)
        );
    }

    private async Task<int> ResumeAsync()
    {
        var cancel = _process.Interruption.Token;
        if (await _records.ExistsAsync(_records.Keys.Seal, cancel))
        {
            var sealedRun = await LoadedRun.LoadAsync(_records, cancel);
            await SealerOf(sealedRun).SealAsync(SealReason.Completed, cancel);
            _process.LastWord = "sealed before, which is final";
            return Exits.Usage;
        }
        if (await _records.GetAsync<Cancellation>(_records.Keys.Cancel, cancel) is not null)
        {
            _process.LastWord = "was cancelled, which is final";
            return Exits.Usage;
        }
        return await LeadAsync(await RunLauncher.CompleteAsync(_records, cancel));
    }

    /// <summary>As on a real machine: of a process of this boot one knows whether it is gone.</summary>
    private bool IsKnownDead(CoordinatorIdentity coordinator) =>
        coordinator.BootId == _process.Host.BootId
        && _world.Processes[coordinator.ProcessId - 1].IsAlive is false;

    private Sealer SealerOf(LoadedRun run) =>
        new(
            _records,
            run,
            new DecisionLog(_records, run.Config, IdentityOf(_process), _time),
            _time,
            "0"
        );

    private async Task<int> LeadAsync(LoadedRun run)
    {
        var supervisor = new WorkerSupervisor(
            _records,
            run.Config,
            _world.Scenario.IsSelfStarted ? NoFleet.Instance : new SimFleet(_world, _process),
            new SimLockProbe(_process.Host),
            this,
            _time
        );
        var leader = new RunLeader(
            _records,
            run,
            supervisor,
            IdentityOf(_process),
            this,
            "0",
            _time,
            IsKnownDead
        );
        var seal = await leader.LeadAsync(_process.Interruption.Token);
        _process.LastWord = $"sealed: {seal.Reason}";
        return Exits.Done;
    }
}
