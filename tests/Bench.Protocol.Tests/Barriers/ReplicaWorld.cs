using Bench.Model.Decisions;
using Bench.Model.Progress;
using Bench.Model.Results;
using Bench.Model.Runs;
using Bench.Model.Sealing;
using Bench.Protocol.Barriers;
using Bench.Protocol.Tests.Simulation;

namespace Bench.Protocol.Tests.Barriers;

/// <summary>
/// Workers and coordinators of a replicated run, stepped in a random order over one log and one set of records. Each
/// sees the log, and the workers' progress, as old as chance has it; workers die at any step and come back, or are
/// fenced.
/// </summary>
internal sealed class ReplicaWorld
{
    private const int MostSteps = 20_000;
    private readonly Random _random;
    private readonly List<SimulatedWorker> _workers;
    private readonly Dictionary<string, BarrierPlace?> _progress = new(StringComparer.Ordinal);

    public ReplicaWorld(int seed)
    {
        _random = new Random(seed);
        Config = Replicated(
            TestRun.Config(
                tests: _random.Next(1, 3),
                configs: _random.Next(1, 3),
                vms: _random.Next(1, 5),
                iterations: _random.Next(1, 4)
            )
        );
        Deaths = _random.Next(0, 6);
        _workers = [.. Config.Vms.Select(vm => new SimulatedWorker(this, vm.Name, _random))];
    }

    public RunConfig Config { get; }

    /// <summary>How many more times a worker dies.</summary>
    public int Deaths { get; set; }

    public List<Decision> Log { get; } = [];

    public Dictionary<ReplicaKey, IterationRef> Records { get; } = [];

    public HashSet<string> Gone { get; } = new(StringComparer.Ordinal);

    public StartLog Starts => StartLog.Fold(Log);

    public IReadOnlyList<string> Ended =>
        [.. _workers.Where(worker => worker.IsDone).Select(worker => worker.Vm)];

    public static RunConfig Replicated(RunConfig config) =>
        config with
        {
            Options = config.Options with { Distribution = DistributionMode.Replicate },
            Distribution =
            [
                .. config.Vms.Select(vm => new VmShare
                {
                    Vm = vm.Name,
                    Entries = [.. Enumerable.Range(1, config.EntryCount)],
                }),
            ],
        };

    /// <summary>Steps until every worker is done or fenced: how many steps that took.</summary>
    public int Run()
    {
        for (var step = 0; step < MostSteps; step++)
        {
            if (_workers.All(worker => worker.IsDone || Gone.Contains(worker.Vm)))
            {
                // What is still open is settled, as nobody is waited for any more.
                Lead(Log.Count);
                return step;
            }
            if (_random.Next(3) == 0)
            {
                Lead(_random.Next(4) == 0 ? _random.Next(Log.Count + 1) : Log.Count);
            }
            else
            {
                Step(_workers[_random.Next(_workers.Count)]);
            }
        }
        return MostSteps;
    }

    public void Show(string vm, BarrierPlace? place) => _progress[vm] = place;

    public void Commit(ReplicaKey key, IterationStatus status) =>
        Records.TryAdd(
            key,
            new IterationRef
            {
                Iteration = key.Iteration,
                Status = status,
                Record = new RecordRef
                {
                    Key = $"{key.Vm}/{key.MatrixId}/{key.Attempt}/{key.Iteration}",
                    Length = 1,
                    Sha256 = "",
                },
            }
        );

    private void Step(SimulatedWorker worker)
    {
        if (worker.IsDead && !worker.IsDone && _random.Next(20) == 0)
        {
            // It stays dead for so long that it is fenced; or it is started again.
            _ = _random.Next(3) == 0 ? Gone.Add(worker.Vm) : worker.Revive();
        }
        else if (!Gone.Contains(worker.Vm) || _random.Next(10) == 0)
        {
            worker.Step();
        }
    }

    /// <summary>One look of a coordinator that has read so much of the log.</summary>
    private void Lead(int read)
    {
        var situation = new BarrierSituation
        {
            Config = Config,
            Starts = StartLog.Fold(Log.Take(read)),
            Places = _progress
                .Where(pair => pair.Value is not null)
                .ToDictionary(pair => pair.Key, pair => pair.Value!),
            Gone = Gone.ToHashSet(),
            Records = new Dictionary<ReplicaKey, IterationStatus>(),
        };
        var found = BarrierPolicy
            .Wanted(situation)
            .Where(Records.ContainsKey)
            .ToDictionary(key => key, key => Records[key].Status);
        foreach (var action in BarrierPolicy.Decide(situation with { Records = found }))
        {
            if (read++ != Log.Count)
            {
                // Its number is taken: it has lost the lead.
                return;
            }
            Log.Add(Decided(action));
        }
    }

    private Decision Decided(BarrierAction action) =>
        action switch
        {
            BarrierAction.Go go => TestRun.Decision(Log.Count + 1, DecisionKind.Go) with
            {
                Go = new GoSignal
                {
                    MatrixId = go.Place.MatrixId,
                    Attempt = go.Place.Attempt,
                    Iteration = go.Place.Iteration,
                    Participants = go.Participants,
                },
            },
            BarrierAction.Judge judge => TestRun.Decision(Log.Count + 1, DecisionKind.Verdict) with
            {
                Verdict = judge.Verdict,
            },
            _ => throw new InvalidOperationException(),
        };
}
