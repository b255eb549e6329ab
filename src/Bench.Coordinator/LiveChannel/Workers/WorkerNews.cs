using Bench.Coordinator.Leading;
using Bench.Coordinator.Watching.Feeds;
using Bench.Model.Json;
using Bench.Model.Progress;
using Bench.Protocol.Barriers;
using Bench.Protocol.Progress;
using Bench.Rpc.Errors;
using Bench.Rpc.V1;
using Grpc.Core;

namespace Bench.Coordinator.LiveChannel.Workers;

/// <summary>Takes what workers say to the feed, and wakes the leader where it should look.</summary>
internal sealed class WorkerNews(RunFeed feed, RunLeader leader, TimeProvider time)
{
    private const int LongestPhase = 60;

    public void Greeted(WorkerHello hello)
    {
        if (hello.Epoch > 0)
        {
            feed.Update(picture => picture.Greeted(hello.Vm, hello.Epoch));
            return;
        }
        leader.Offer(hello.Vm);
    }

    /// <summary>A connection is over.</summary>
    /// <param name="isLast">Whether the VM has no other one.</param>
    public void Left(WorkerHello hello, bool isLast)
    {
        if (isLast && hello.Epoch == 0)
        {
            leader.Withdraw(hello.Vm);
        }
        leader.Barriers?.Left(hello.Vm, hello.Epoch);
    }

    /// <exception cref="RpcException">INVALID_ARGUMENT: what it says cannot be so.</exception>
    public async Task ReadAsync(WorkerConnection from, IAsyncEnumerator<WorkerMessage> messages)
    {
        while (await messages.MoveNextAsync())
        {
            Take(from, messages.Current);
        }
    }

    private void Take(WorkerConnection from, WorkerMessage message)
    {
        var vm = from.Vm;
        switch (message.BodyCase)
        {
            case WorkerMessage.BodyOneofCase.ProgressJson:
                Take(from, Parse(from, message.ProgressJson.Span));
                break;
            case WorkerMessage.BodyOneofCase.Phase:
                var p = message.Phase;
                var phase = p.Phase.Length > LongestPhase ? p.Phase[..LongestPhase] : p.Phase;
                feed.Update(picture =>
                    picture.Began(vm, p.MatrixId, p.Attempt, p.Iteration, phase)
                );
                break;
            case WorkerMessage.BodyOneofCase.Iteration:
                var i = message.Iteration;
                feed.Update(picture =>
                    picture.Committed(vm, i.MatrixId, i.Attempt, i.Iteration, i.Ok)
                );
                break;
            case WorkerMessage.BodyOneofCase.Ready:
                Take(from, message.Ready);
                break;
            case WorkerMessage.BodyOneofCase.Probe:
                Answer(from, message.Probe);
                break;
            case WorkerMessage.BodyOneofCase.Hello:
                throw Wrong("a connection says hello once");
        }
    }

    private void Take(WorkerConnection from, WorkerProgress progress)
    {
        feed.Update(picture => picture.Saw(progress));
        if (from.HasComeToRest(progress))
        {
            leader.Wake();
        }
    }

    /// <summary>One without a claim cannot take part.</summary>
    private void Take(WorkerConnection from, BarrierReady ready)
    {
        if (leader.Barriers is { } barriers && from.Epoch > 0)
        {
            var place = new BarrierPlace(ready.MatrixId, ready.Attempt, ready.Iteration);
            barriers.Ready(from.Vm, from.Epoch, place, ready.ProgressSequence);
            leader.Wake();
        }
    }

    private void Answer(WorkerConnection to, ClockProbe probe)
    {
        var received = Monotonic.Nanoseconds(time);
        to.Send(
            new WorkerCommand
            {
                Echo = new ClockEcho
                {
                    SentNanoseconds = probe.SentNanoseconds,
                    ReceivedNanoseconds = received,
                    RepliedNanoseconds = received,
                },
            }
        );
    }

    private static WorkerProgress Parse(WorkerConnection from, ReadOnlySpan<byte> json)
    {
        if (json.Length > ProgressLimit.MaxBytes)
        {
            throw Wrong($"progress has at most {ProgressLimit.MaxBytes} bytes");
        }
        try
        {
            var progress = Documents.Read<WorkerProgress>(json, "progress_json");
            return progress.Vm == from.Vm && progress.Epoch == from.Epoch
                ? progress
                : throw Wrong("progress is of another VM or epoch than this connection");
        }
        catch (DocumentException e)
        {
            throw Wrong(e.Message);
        }
    }

    private static RpcException Wrong(string message) =>
        RpcFailure.Of(StatusCode.InvalidArgument, message);
}
