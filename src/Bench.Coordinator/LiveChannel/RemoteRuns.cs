using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Bench.Coordinator.LiveChannel.Mapping;
using Bench.Coordinator.Watching;
using Bench.Model.Runs;
using Bench.Rpc.Client;
using Bench.Rpc.Contract;
using Bench.Rpc.Statuses;
using V1 = Bench.Rpc.V1;

namespace Bench.Coordinator.LiveChannel;

/// <summary>The runs of a coordinator that is reached by the live channel. All calls throw <see cref="RpcException"/>.</summary>
/// <param name="options">With the operator's token.</param>
public sealed class RemoteRuns(RpcChannel channel, RpcCallOptions options, TimeProvider time)
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    /// <summary>Beyond the wait for acknowledgements.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(30);

    /// <summary>Creates a planned run there; it is led there from then on.</summary>
    public async Task<RunHead> StartAsync(RunConfig config, CancellationToken cancel)
    {
        await using var upload = channel.Open(RunsService.Start, options, cancel);
        foreach (var part in StartUpload.Parts(config))
        {
            await upload.WriteAsync(part);
        }
        return FromProto.Of(await upload.CompleteAsync());
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
            await using var events = channel
                .ReadAsync(RunsService.Watch, request, options with { Timeout = null }, cancel)
                .GetAsyncEnumerator(cancel);
            while (await NextAsync(events) is { } next)
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

    /// <summary>Ends a run: who has acknowledged it and who was at work and has not, and whether it is sealed.</summary>
    public async Task<(
        IReadOnlyList<string> Acknowledged,
        IReadOnlyList<string> Unacknowledged,
        bool Sealed
    )> CancelAsync(string runId, string by, string? reason, TimeSpan wait, CancellationToken cancel)
    {
        var reply = await channel.CallAsync(
            RunsService.Cancel,
            new V1.CancelRequest
            {
                RunId = runId,
                By = by,
                Reason = reason ?? "",
                WaitSeconds = wait.TotalSeconds,
            },
            options with
            {
                Timeout = wait + Slack,
            },
            cancel
        );
        return ([.. reply.Acknowledged], [.. reply.Unacknowledged], reply.Sealed);
    }

    public async Task<RunHead> ResumeAsync(string runId, CancellationToken cancel) =>
        FromProto.Of(
            await channel.CallAsync(
                RunsService.Resume,
                new V1.ResumeRequest { RunId = runId },
                options,
                cancel
            )
        );

    /// <summary>Null when the call has ended without the run's end: it is called again.</summary>
    private static async Task<RunEvent?> NextAsync(IAsyncEnumerator<V1.RunEvent> events)
    {
        try
        {
            return await events.MoveNextAsync() ? FromProto.Of(events.Current) : null;
        }
        catch (RpcException e) when (e.Code == RpcStatusCode.Unavailable)
        {
            return null;
        }
    }
}
