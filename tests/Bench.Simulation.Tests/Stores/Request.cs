using Bench.Simulation.Tests.Scheduling;
using Bench.Storage;

namespace Bench.Simulation.Tests.Stores;

/// <summary>One request on its way to the bucket and back.</summary>
internal sealed class Request<T>(
    SimProcess process,
    StoreWorld world,
    string operation,
    string key,
    Func<bool, T> effect,
    Func<T, string> outcome
)
{
    // Its continuations run where it is completed: in the piece of the process that the scheduler runs.
    private readonly TaskCompletionSource<T> _reply = new();
    private CancellationTokenRegistration _registration;
    private Fate _fate;
    private bool _hasArrived;

    public Task<T> Task => _reply.Task;

    private Scheduler Scheduler => process.Scheduler;

    private Dice Dice => process.Dice;

    private Weather Weather => world.Weather;

    public void Send(CancellationToken cancel)
    {
        if (cancel.CanBeCanceled)
        {
            // What is on its way may still arrive: only the waiting ends.
            _registration = cancel.UnsafeRegister(_ => _reply.TrySetCanceled(cancel), null);
        }
        _fate = Weather.Draw(Dice);
        if (Scheduler.Now < process.CutOffUntil)
        {
            _fate = process.OnlyRepliesAreLost ? Fate.HangsAfter : Fate.HangsBefore;
        }
        Scheduler.After(Weather.OneWay(Dice), owner: null, Arrive);
    }

    private void Arrive()
    {
        switch (_fate)
        {
            case Fate.FailsBefore or Fate.HangsBefore:
                Fail();
                break;
            case Fate.FailsAfter or Fate.HangsAfter:
                Do(isEcho: _hasArrived);
                Fail();
                break;
            case Fate.Retried:
                Do(isEcho: _hasArrived);
                _fate = Fate.Fine;
                Scheduler.After(
                    Weather.OneWay(Dice) + Dice.UpTo(Weather.SlowDelay),
                    process,
                    () => Scheduler.After(Weather.OneWay(Dice), owner: null, Arrive)
                );
                break;
            default:
                var reply = Do(isEcho: _hasArrived);
                Answer(reply);
                if (_fate == Fate.Echoed)
                {
                    Scheduler.After(Dice.UpTo(Weather.Patience), null, () => Do(isEcho: true));
                }
                break;
        }
    }

    private T Do(bool isEcho)
    {
        var done = effect(isEcho);
        _hasArrived = true;
        world.Trace.Note(process, operation, key, outcome(done));
        world.Watch.Done(process, operation, key);
        return done;
    }

    private void Answer(T reply) =>
        Scheduler.After(
            Weather.OneWay(Dice),
            process,
            () =>
            {
                _registration.Dispose();
                _reply.TrySetResult(reply);
            }
        );

    private void Fail()
    {
        var hangs = _fate is Fate.HangsBefore or Fate.HangsAfter;
        Scheduler.After(
            hangs ? Weather.Patience : Weather.OneWay(Dice),
            process,
            () =>
            {
                _registration.Dispose();
                world.Trace.Note(process, operation, key, hangs ? "no answer" : "failed");
                _reply.TrySetException(
                    new StoreException(
                        StoreError.Unavailable,
                        $"sim://bucket/{key}",
                        hangs ? "it does not answer" : "it answers with an error",
                        "wait until it is back"
                    )
                );
            }
        );
    }
}
