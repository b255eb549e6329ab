using System.Text;
using Bench.Rpc.Contract;
using Bench.Rpc.Server;
using Bench.Rpc.Statuses;
using Bench.Rpc.V1;
using Google.Protobuf.WellKnownTypes;

namespace Bench.Rpc.Tests.Interop;

/// <summary>Just enough of <c>bench.v1</c> for other clients to talk to: one run of two VMs.</summary>
internal static class SmallRuns
{
    private static readonly RunHead Head = new()
    {
        Id = "r1",
        CreatedAt = new Timestamp { Seconds = 1_800_000_000 },
        EstimatedSecondsLeft = 12.5,
    };

    public static RpcService Runs() =>
        new RpcService(RunsService.Descriptor)
            .Handle(RunsService.Start, StartAsync)
            .Handle(RunsService.Get, (request, _) => Task.FromResult(Snapshot(request.RunId)))
            .Handle(RunsService.Watch, WatchAsync);

    public static RpcService Workers() =>
        new RpcService(WorkersService.Descriptor).Handle(WorkersService.Connect, ConnectAsync);

    private static async Task<RunHead> StartAsync(
        IAsyncEnumerable<StartRequest> requests,
        IServerCall call
    )
    {
        var json = new StringBuilder();
        await foreach (var request in requests)
        {
            json.Append(request.ConfigJson.ToStringUtf8());
        }
        return json.ToString() is """{"id":"r1"}"""
            ? Head
            : throw new RpcException(RpcStatusCode.InvalidArgument, json.ToString());
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
            : throw new RpcException(
                RpcStatusCode.NotFound,
                "no such run",
                ErrorDetails.Resource("run", id)
            );

    private static async Task WatchAsync(
        WatchRequest request,
        IResponseWriter<RunEvent> responses,
        IServerCall call
    )
    {
        await responses.WriteAsync(new RunEvent { Snapshot = Snapshot(request.RunId) });
        await responses.WriteAsync(new RunEvent { Vm = new VmView { Vm = "vm-1" } });
        await responses.WriteAsync(new RunEvent { Note = new RunNote { Message = "sealed" } });
    }

    private static async Task ConnectAsync(
        IAsyncEnumerable<WorkerMessage> messages,
        IResponseWriter<WorkerCommand> commands,
        IServerCall call
    )
    {
        await foreach (var message in messages)
        {
            switch (message.BodyCase)
            {
                case WorkerMessage.BodyOneofCase.Hello:
                    await commands.WriteAsync(new() { Welcome = new Welcome() });
                    await commands.WriteAsync(new() { Ping = new Ping { Id = 77 } });
                    break;
                case WorkerMessage.BodyOneofCase.Pong when message.Pong.Id is 77:
                    await commands.WriteAsync(new() { Go = new BarrierGo() });
                    break;
            }
        }
        await commands.WriteAsync(new() { Leave = new Leave() });
    }
}
