using Bench.Model.Progress;
using Bench.Protocol.Barriers;
using Bench.Rpc.V1;
using Google.Protobuf;

namespace Bench.Worker.Barriers;

/// <summary>One wait at a barrier: the first of channel and bucket begins the work, and only once.</summary>
/// <param name="lastRead">Number of the last decision that the worker has read.</param>
internal sealed class StartRace(
    BarrierPlace place,
    string vm,
    Func<int> lastRead,
    Action go,
    TimeProvider time
)
{
    private const int Open = 0;
    private const int Channel = 1;
    private const int Bucket = 2;
    private const int Over = 3;

    private readonly TaskCompletionSource<Told> _heard = new(
        TaskCreationOptions.RunContinuationsAsynchronously
    );
    private int _winner = Open;

    /// <summary>What the channel said, once the work has begun by it.</summary>
    public Task<Told> Heard => _heard.Task;

    /// <summary>
    /// The channel says go. It is meant for this wait only if it names this very place and a decision that was made after
    /// the worker came here: an older one is what a coordinator says that has fallen behind.
    /// </summary>
    public void Hear(BarrierGo message)
    {
        var at = Monotonic.Nanoseconds(time);
        if (
            message.MatrixId != place.MatrixId
            || message.Attempt != place.Attempt
            || message.Iteration != place.Iteration
            || message.Decision <= lastRead()
            || !message.Participants.Contains(vm)
            || !TryWin(Channel)
        )
        {
            return;
        }
        try
        {
            go();
            _heard.SetResult(new Told(message, at));
        }
        catch (Exception e)
        {
            // It is the iteration's, not the connection's that reads.
            _heard.SetException(e);
        }
    }

    /// <summary>The bucket says go.</summary>
    public void Look()
    {
        if (TryWin(Bucket))
        {
            go();
        }
    }

    /// <summary>Nothing begins the work from now on. Whether the channel has.</summary>
    public bool End()
    {
        TryWin(Over);
        return Volatile.Read(ref _winner) == Channel;
    }

    /// <summary>What is done for the first time is slow: a go must not be the first.</summary>
    public static void Rehearse(TimeProvider time)
    {
        const string anybody = "vm";
        var message = new BarrierGo
        {
            MatrixId = 1,
            Attempt = 1,
            Iteration = 1,
            Participants = { anybody },
            Decision = int.MaxValue,
        };
        new StartRace(
            new BarrierPlace(1, 1, 1),
            anybody,
            static () => 0,
            static () => { },
            time
        ).Hear(BarrierGo.Parser.ParseFrom(message.ToByteArray()));
    }

    private bool TryWin(int winner) =>
        Interlocked.CompareExchange(ref _winner, winner, Open) == Open;

    /// <param name="At">When, on the monotonic clock of this host.</param>
    public sealed record Told(BarrierGo Go, long At);
}
