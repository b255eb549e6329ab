using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Bench.Coordinator.Leading;
using Bench.Coordinator.LiveChannel.Mapping;
using Bench.Coordinator.Watching;
using Bench.Model.Runs;
using Bench.Rpc.Errors;
using Grpc.Core;
using V1 = Bench.Rpc.V1;

namespace Bench.Coordinator.LiveChannel;

/// <summary>The runs of a coordinator that is reached by the live channel. All calls throw <see cref="RpcException"/>.</summary>
/// <param name="invoker">Shows the operator's token.</param>
public sealed class RemoteRuns(CallInvoker invoker, TimeProvider time)
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    /// <summary>Beyond the wait for acknowledgements.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(30);

    private readonly V1.Runs.RunsClient _runs = new(invoker);

    /// <summary>Creates a planned run there; it is led there from then on.</summary>
    public async Task<RunHead> StartAsync(RunConfig config, CancellationToken cancel)
    {
        using var upload = _runs.Start(Within(Deadline, cancel));
        try
        {
            foreach (var part in StartUpload.Parts(config))
            {
                await upload.RequestStream.WriteAsync(part, cancel);
            }
            await upload.RequestStream.CompleteAsync();
        }
        catch (RpcException) when (!cancel.IsCancellationRequested)
        {
            // The server wants no more: what it answered tells why.
        }
        return FromProto.Of(await AnswerAsync(upload.ResponseAsync, cancel));
    }

    /// <summary>
    /// The events of a run until it is sealed. A lost connection is made again, and goes on after the last event; where
    /// that is not known there any more, with a snapshot.
    /// </summary>
    public async IAsyncEnumerable<RunEvent> WatchAsync(
        string runId,
        [EnumeratorCancellation] CancellationToken cancel
    )
    {
        EventCursor? last = null;
        var pause = ShortestPause;
        while (true)
        {
            var request = new V1.WatchRequest
            {
                RunId = runId,
                After = last is null ? null : ToProto.Of(last),
            };
            using var call = _runs.Watch(request, cancellationToken: cancel);
            while (await NextAsync(call.ResponseStream, last is not null, cancel) is { } next)
            {
                (last, pause) = (next.Cursor, ShortestPause);
                yield return next;
                if ((next.Run ?? next.Snapshot?.Run)?.Phase == RunPhase.Sealed)
                {
                    yield break;
                }
            }
            var chance = RandomNumberGenerator.GetInt32(1000) / 1000.0;
            await Task.Delay(pause * (0.5 + (chance / 2)), time, cancel);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    /// <summary>Ends a run: what became of its workers, and whether it is sealed.</summary>
    public async Task<(CancelOutcome Outcome, bool Sealed)> CancelAsync(
        string runId,
        string by,
        string? reason,
        TimeSpan wait,
        CancellationToken cancel
    )
    {
        var request = new V1.CancelRequest
        {
            RunId = runId,
            By = by,
            Reason = reason ?? "",
            WaitSeconds = wait.TotalSeconds,
        };
        var call = _runs.CancelAsync(request, Within(wait + Slack, cancel));
        var reply = await AnswerAsync(call.ResponseAsync, cancel);
        return (FromProto.Of(reply), reply.Sealed);
    }

    public async Task<RunHead> ResumeAsync(string runId, CancellationToken cancel)
    {
        var request = new V1.ResumeRequest { RunId = runId };
        var call = _runs.ResumeAsync(request, Within(Deadline, cancel));
        return FromProto.Of(await AnswerAsync(call.ResponseAsync, cancel));
    }

    /// <summary>
    /// Null when the call has ended without the run's end: it is called again. A server that was never reached may be
    /// the wrong one.
    /// </summary>
    private static async Task<RunEvent?> NextAsync(
        IAsyncStreamReader<V1.RunEvent> events,
        bool wasReached,
        CancellationToken cancel
    )
    {
        try
        {
            return await AnswerAsync(events.MoveNext(cancel), cancel)
                ? FromProto.Of(events.Current)
                : null;
        }
        catch (RpcException e) when (wasReached && RpcFailure.IsLost(e))
        {
            return null;
        }
    }

    /// <summary>A call that this side has given up is no failure of the other.</summary>
    private static async Task<T> AnswerAsync<T>(Task<T> answer, CancellationToken cancel)
    {
        try
        {
            return await answer;
        }
        catch (RpcException e)
            when (e.StatusCode == StatusCode.Cancelled && cancel.IsCancellationRequested)
        {
            throw new OperationCanceledException(e.Message, e, cancel);
        }
    }

    private CallOptions Within(TimeSpan limit, CancellationToken cancel) =>
        new(deadline: time.GetUtcNow().UtcDateTime + limit, cancellationToken: cancel);
}
