using System.Text;
using Bench.Rpc.Errors;
using Bench.Rpc.V1;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;

namespace Bench.Rpc.Tests.Interop;

/// <summary>Just enough of <c>bench.v1</c> for other clients to talk to: one run of two VMs.</summary>
internal sealed class SmallRuns : Runs.RunsBase
{
    private static readonly RunHead Head = new()
    {
        Id = "r1",
        CreatedAt = new Timestamp { Seconds = 1_800_000_000 },
        EstimatedSecondsLeft = 12.5,
    };

    public override async Task<RunHead> Start(
        IAsyncStreamReader<StartRequest> requestStream,
        ServerCallContext context
    )
    {
        var json = new StringBuilder();
        await foreach (var request in requestStream.ReadAllAsync(context.CancellationToken))
        {
            json.Append(request.ConfigJson.ToStringUtf8());
        }
        return json.ToString() is """{"id":"r1"}"""
            ? Head
            : throw RpcFailure.Of(StatusCode.InvalidArgument, json.ToString());
    }

    public override Task<RunSnapshot> Get(GetRequest request, ServerCallContext context) =>
        Task.FromResult(Snapshot(request.RunId));

    public override async Task Watch(
        WatchRequest request,
        IServerStreamWriter<RunEvent> responseStream,
        ServerCallContext context
    )
    {
        await responseStream.WriteAsync(new RunEvent { Snapshot = Snapshot(request.RunId) });
        await responseStream.WriteAsync(new RunEvent { Vm = new VmView { Vm = "vm-1" } });
        await responseStream.WriteAsync(new RunEvent { Note = new RunNote { Message = "sealed" } });
    }

    private static RunSnapshot Snapshot(string id) =>
        id is "r1"
            ? new()
            {
                Run = Head,
                Vms =
                {
                    new VmView { Vm = "vm-1" },
                    new VmView { Vm = "vm-2" },
                },
            }
            : throw RpcFailure.Of(
                StatusCode.NotFound,
                "no such run",
                new ResourceInfo { ResourceType = "run", ResourceName = id }
            );
}

/// <summary>Greets a worker, asks it for a sign of life and lets it go.</summary>
internal sealed class SmallWorkers : Workers.WorkersBase
{
    public override async Task Connect(
        IAsyncStreamReader<WorkerMessage> requestStream,
        IServerStreamWriter<WorkerCommand> responseStream,
        ServerCallContext context
    )
    {
        await foreach (var message in requestStream.ReadAllAsync(context.CancellationToken))
        {
            switch (message.BodyCase)
            {
                case WorkerMessage.BodyOneofCase.Hello:
                    await responseStream.WriteAsync(new() { Welcome = new Welcome() });
                    await responseStream.WriteAsync(new() { Ping = new Ping { Id = 77 } });
                    break;
                case WorkerMessage.BodyOneofCase.Pong when message.Pong.Id is 77:
                    await responseStream.WriteAsync(new() { Go = new BarrierGo() });
                    break;
            }
        }
        await responseStream.WriteAsync(new() { Leave = new Leave() });
    }
}
