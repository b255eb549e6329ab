using Bench.Model.Progress;
using Bench.Model.Results;
using Bench.Rpc.V1;
using Bench.Worker.Channel;

namespace Bench.Worker.Tests.Barriers;

/// <summary>A live channel that a test opens, closes and speaks by.</summary>
internal sealed class FakeChannel : IStartChannel
{
    private readonly TaskCompletionSource _closed = new();
    private Action<BarrierGo>? _hears;
    private bool _givenUp;

    public List<BarrierPlace> Told { get; } = [];

    public bool IsOpen => !_closed.Task.IsCompleted;

    public static ClockStamps Stamps { get; } =
        new()
        {
            SentNanoseconds = 1,
            CoordinatorReceivedNanoseconds = 2,
            CoordinatorSentNanoseconds = 3,
            ReceivedNanoseconds = 4,
        };

    public void Close() => _closed.TrySetResult();

    public void Say(BarrierGo go)
    {
        if (!_givenUp)
        {
            _hears?.Invoke(go);
        }
    }

    public void GiveUp()
    {
        _givenUp = true;
        Close();
    }

    public Task SettledAsync(CancellationToken cancel) => Task.CompletedTask;

    public Task ClosedAsync(TimeSpan atMost, CancellationToken cancel) =>
        _closed.Task.WaitAsync(cancel);

    public void Ready(BarrierPlace place, long progress)
    {
        lock (Told)
        {
            Told.Add(place);
        }
    }

    public void Withdraw() { }

    public IDisposable Hear(Action<BarrierGo> go)
    {
        _hears = go;
        return new Hearing(this);
    }

    public Task<IReadOnlyList<ClockStamps>> CompareClocksAsync(CancellationToken cancel) =>
        Task.FromResult<IReadOnlyList<ClockStamps>>(IsOpen ? [Stamps] : []);

    private sealed class Hearing(FakeChannel channel) : IDisposable
    {
        public void Dispose() => channel._hears = null;
    }
}
