using Bench.Model.Progress;
using Bench.Model.Results;
using Bench.Protocol.Barriers;
using Bench.Rpc.V1;
using Bench.Storage;
using Bench.Worker.Channel;

namespace Bench.Worker.Barriers;

/// <summary>
/// The start signal by the live channel and the bucket at once: whichever is first begins the work. A go of the channel
/// counts only once the decision log has been asked; where that says otherwise, this worker listens to the bucket alone
/// from then on.
/// </summary>
/// <param name="bucket">Tells by the channel too that the worker is ready.</param>
/// <param name="starts">What <paramref name="bucket"/> reads the log by.</param>
public sealed class ChannelStartSignal(
    IStartSignal bucket,
    IStartChannel channel,
    StartReader starts,
    string vm,
    Action<string> log,
    TimeProvider time
) : IStartSignal
{
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(1);
    private bool _rehearsed;

    public async Task<StartNotice?> WaitAsync(
        BarrierPlace place,
        Action go,
        CancellationToken cancel
    )
    {
        if (!_rehearsed)
        {
            StartRace.Rehearse(time);
            _rehearsed = true;
        }
        await channel.SettledAsync(cancel);
        var exchanges = await channel.CompareClocksAsync(cancel);
        var race = new StartRace(place, vm, () => starts.LastRead, go, time);
        using var hearing = channel.Hear(race.Hear);
        using var looking = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var looks = bucket.WaitAsync(place, race.Look, looking.Token);
        await Task.WhenAny(looks, race.Heard);
        if (!race.End())
        {
            return await looks is { } notice
                ? notice with
                {
                    Exchanges = [.. notice.Exchanges, .. exchanges],
                }
                : null;
        }
        var heard = await race.Heard;
        // What it was about to read or write is given up, so that nothing else reads the log when it is asked.
        await looking.CancelAsync();
        await ((Task)looks).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancel.ThrowIfCancellationRequested();
        return new StartNotice(
            heard.Go.Decision,
            [.. heard.Go.Participants],
            StartSignalKind.Channel,
            heard.At,
            exchanges
        )
        {
            ConfirmAsync = token => ConfirmAsync(place, heard.Go, token),
        };
    }

    public Task<IReadOnlyList<ClockStamps>> CompareClocksAsync(CancellationToken cancel) =>
        channel.CompareClocksAsync(cancel);

    private async Task<bool> ConfirmAsync(
        BarrierPlace place,
        BarrierGo go,
        CancellationToken cancel
    )
    {
        while (true)
        {
            try
            {
                var decided = await starts.ReadOnAsync(cancel);
                var isSo = IsSo(decided.LastOf(vm, place.MatrixId, place.Iteration), go);
                if (!isSo)
                {
                    channel.GiveUp();
                    log(
                        $"the go of the live channel says decision {go.Decision}, and the log does not; going on by the bucket"
                    );
                }
                return isSo;
            }
            catch (StoreException e) when (e.IsTransient)
            {
                await Task.Delay(AskAgain, time, cancel);
            }
        }
    }

    private static bool IsSo(Start? start, BarrierGo go) =>
        start is { IsOpen: true }
        && start.Number == go.Decision
        && start.Go.Attempt == go.Attempt
        && start.Go.Participants.SequenceEqual(go.Participants, StringComparer.Ordinal);
}
