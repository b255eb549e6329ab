using Bench.Model.Progress;
using Bench.Model.Results;
using Bench.Protocol.Barriers;

namespace Bench.Protocol.Tests.Barriers;

/// <summary>A worker that goes its course step by step, from a log that it has read so far.</summary>
internal sealed class SimulatedWorker
{
    private readonly ReplicaWorld _world;
    private readonly Random _random;
    private readonly List<(int MatrixId, int Iteration)> _schedule;
    private int _read;
    private BarrierPlace? _waitsAt;
    private Start? _runs;

    public SimulatedWorker(ReplicaWorld world, string vm, Random random)
    {
        (_world, Vm, _random) = (world, vm, random);
        _schedule =
        [
            .. from iteration in Enumerable.Range(1, world.Config.Options.Iterations)
            from matrixId in Enumerable.Range(1, world.Config.EntryCount)
            select (matrixId, iteration),
        ];
    }

    public string Vm { get; }

    public bool IsDead { get; private set; }

    public bool IsDone => _schedule.Count == 0;

    /// <summary>A new process of the VM: it knows what is in the bucket, and nothing else.</summary>
    public bool Revive()
    {
        IsDead = false;
        (_waitsAt, _runs) = (null, null);
        _world.Show(Vm, null);
        return true;
    }

    public void Step()
    {
        if (IsDead || IsDone)
        {
            return;
        }
        if (_world.Deaths > 0 && _random.Next(25) == 0)
        {
            _world.Deaths--;
            IsDead = true;
            return;
        }
        _read = _random.Next(2) == 0 ? _world.Log.Count : _read;
        if (_runs is { } start)
        {
            _world.Commit(ReplicaKey.Of(Vm, start.Go), Outcome());
            _runs = null;
            return;
        }
        if (_waitsAt is { } place)
        {
            Look(place);
            return;
        }
        Go();
    }

    private StartLog Starts => StartLog.Fold(_world.Log.Take(_read));

    private void Look(BarrierPlace place)
    {
        if (
            Starts.LastOf(Vm, place.MatrixId, place.Iteration) is { } start
            && start.Go.Attempt == place.Attempt
        )
        {
            _runs = start;
            Leave();
        }
    }

    private void Leave()
    {
        _waitsAt = null;
        _world.Show(Vm, null);
    }

    private void Go()
    {
        var (matrixId, iteration) = _schedule[0];
        var key = new ReplicaKey(Vm, matrixId, 0, iteration);
        var step = ReplicaCourse.Next(
            Starts,
            Vm,
            matrixId,
            iteration,
            attempt => _world.Records.GetValueOrDefault(key with { Attempt = attempt })
        );
        switch (step)
        {
            case ReplicaStep.Prepare prepare when _random.Next(15) == 0:
                _world.Commit(key with { Attempt = prepare.Attempt }, IterationStatus.Failed);
                break;
            case ReplicaStep.Prepare prepare:
                _waitsAt = new BarrierPlace(matrixId, prepare.Attempt, iteration);
                _world.Show(Vm, _waitsAt);
                break;
            case ReplicaStep.GiveUp lost:
                _world.Commit(key with { Attempt = lost.Attempt }, IterationStatus.Failed);
                break;
            case ReplicaStep.Settled:
                _schedule.RemoveAt(0);
                break;
        }
    }

    private IterationStatus Outcome() =>
        _random.Next(15) == 0 ? IterationStatus.Failed : IterationStatus.Ok;
}
