using Bench.Coordinator.Hosting;
using Bench.Coordinator.Tests.Serving;
using Bench.Coordinator.Tests.Watching;
using Bench.Coordinator.Watching;
using Bench.Host.Tests;
using Bench.Model.Json;
using Bench.Model.Runs;
using Bench.Rpc.Client;
using Bench.Rpc.V1;
using Google.Protobuf;
using Grpc.Core;

namespace Bench.Coordinator.Tests.LiveChannel;

[CancelAfter(60_000)]
internal sealed class ConnectTests
{
    [Test]
    public async Task What_a_worker_says_is_shown_at_once_and_what_is_decided_reaches_it(
        CancellationToken cancel
    )
    {
        await using var bed = await ServeBed.StartAsync(cancel);
        var led = await bed.Host.StartAsync(ServeBed.Config("t1"), cancel);
        using var channel = bed.Channel();
        using var call = await HelloAsync(bed, channel, led, "vm-1", cancel);
        (await NextAsync(call, cancel))!.BodyCase.ShouldBe(WorkerCommand.BodyOneofCase.Welcome);
        led.Workers.Connected.ShouldBe(["vm-1"]);

        await call.RequestStream.WriteAsync(Progress(Tell.Progress("vm-1", 1)), cancel);
        await call.RequestStream.WriteAsync(
            new WorkerMessage
            {
                Phase = new PhaseBegun
                {
                    MatrixId = 1,
                    Attempt = 1,
                    Iteration = 2,
                    Phase = "mount",
                },
            },
            cancel
        );
        await Until.TrueAsync(
            () => led.Feed.Snapshot.Vms[0].Current?.Phase == "mount",
            "the phase is shown"
        );
        led.Feed.Snapshot.Entries[0].IterationsDone.ShouldBe(1);

        await bed.Host.CancelAsync("t1", "me", "enough", cancel);
        WorkerCommand? command;
        do
        {
            command = await NextAsync(call, cancel);
        } while (command is { BodyCase: WorkerCommand.BodyOneofCase.Look });
        command!.Cancel.Reason.ShouldBe("enough");
    }

    [Test]
    public async Task A_worker_that_connects_after_the_cancellation_is_told(
        CancellationToken cancel
    )
    {
        await using var bed = await ServeBed.StartAsync(cancel);
        var led = await bed.Host.StartAsync(ServeBed.Config("t1"), cancel);
        await bed.Host.CancelAsync("t1", "me", null, cancel);
        using var channel = bed.Channel();
        using var call = await HelloAsync(bed, channel, led, "vm-1", cancel);
        (await NextAsync(call, cancel))!.BodyCase.ShouldBe(WorkerCommand.BodyOneofCase.Welcome);
        (await NextAsync(call, cancel))!.Cancel.ShouldNotBeNull();
    }

    [Test]
    public async Task A_token_is_worth_nothing_for_another_vm_or_run(CancellationToken cancel)
    {
        await using var bed = await ServeBed.StartAsync(cancel);
        var first = await bed.Host.StartAsync(ServeBed.Config("t1"), cancel);
        var second = await bed.Host.StartAsync(ServeBed.Config("t2"), cancel);
        using var channel = bed.Channel();
        (string Token, string Run, string Vm)[] wrong =
        [
            (Token(bed, first, "vm-1"), "t1", "vm-2"),
            (Token(bed, first, "vm-1"), "t2", "vm-1"),
            (Token(bed, second, "vm-2"), "t1", "vm-2"),
            (Token(bed, first, "vm-9"), "t1", "vm-9"),
            (bed.Workers.Create("t1.000000000000", "vm-1"), "t1", "vm-1"),
            (bed.Control, "t1", "vm-1"),
        ];
        foreach (var (token, run, vm) in wrong)
        {
            var end = await EndAsync(channel, token, Hello(run, vm), cancel);
            end.ShouldBe(StatusCode.PermissionDenied, $"{run} {vm}");
        }
        led(first).ShouldBeEmpty();
        led(second).ShouldBeEmpty();

        static ICollection<string> led(LedRun run) => run.Workers.Connected;
    }

    [Test]
    public async Task Nonsense_ends_the_connection_and_nothing_else(CancellationToken cancel)
    {
        await using var bed = await ServeBed.StartAsync(cancel);
        var led = await bed.Host.StartAsync(ServeBed.Config("t1"), cancel);
        using var channel = bed.Channel();
        WorkerMessage[] nonsense =
        [
            new() { ProgressJson = ByteString.CopyFromUtf8("{") },
            new() { ProgressJson = ByteString.CopyFromUtf8("null") },
            new() { ProgressJson = ByteString.CopyFrom(new byte[5000]) },
            Progress(Tell.Progress("vm-2", 1)),
            Progress(Tell.Progress("vm-1", 1, epoch: 7)),
            Hello("t1", "vm-1"),
        ];
        foreach (var message in nonsense)
        {
            var end = await EndAsync(
                channel,
                Token(bed, led, "vm-1"),
                Hello("t1", "vm-1"),
                cancel,
                message
            );
            end.ShouldBe(StatusCode.InvalidArgument, message.ToString());
        }
        (await EndAsync(channel, Token(bed, led, "vm-1"), nonsense[0], cancel)).ShouldBe(
            StatusCode.InvalidArgument
        );
        using var call = await HelloAsync(bed, channel, led, "vm-1", cancel);
        (await NextAsync(call, cancel))!.BodyCase.ShouldBe(WorkerCommand.BodyOneofCase.Welcome);
    }

    [Test]
    public async Task Numbers_of_another_run_are_left(CancellationToken cancel)
    {
        await using var bed = await ServeBed.StartAsync(cancel);
        var led = await bed.Host.StartAsync(ServeBed.Config("t1"), cancel);
        using var channel = bed.Channel();
        using var call = await HelloAsync(bed, channel, led, "vm-1", cancel);
        foreach (var id in new[] { int.MinValue, -1, 0, 3, int.MaxValue })
        {
            await call.RequestStream.WriteAsync(
                new WorkerMessage
                {
                    Iteration = new IterationCommitted
                    {
                        MatrixId = id,
                        Attempt = id,
                        Iteration = id,
                    },
                },
                cancel
            );
            await call.RequestStream.WriteAsync(
                new WorkerMessage
                {
                    Phase = new PhaseBegun
                    {
                        MatrixId = id,
                        Attempt = id,
                        Iteration = id,
                        Phase = new string('x', 100_000),
                    },
                },
                cancel
            );
        }
        await call.RequestStream.WriteAsync(Progress(Tell.Progress("vm-1", 1)), cancel);
        await Until.TrueAsync(
            () => led.Feed.Snapshot.Vms[0].State == Bench.Coordinator.Watching.VmState.Running,
            "progress is shown"
        );
        led.Feed.Snapshot.Entries.ShouldAllBe(entry => entry.IterationsDone == 0);
    }

    [Test]
    public async Task A_worker_that_connects_again_takes_its_old_connections_place(
        CancellationToken cancel
    )
    {
        await using var bed = await ServeBed.StartAsync(cancel);
        var led = await bed.Host.StartAsync(ServeBed.Config("t1"), cancel);
        using var channel = bed.Channel();
        using var old = await HelloAsync(bed, channel, led, "vm-1", cancel);
        (await NextAsync(old, cancel))!.BodyCase.ShouldBe(WorkerCommand.BodyOneofCase.Welcome);
        using var next = await HelloAsync(bed, channel, led, "vm-1", cancel);
        (await NextAsync(next, cancel))!.BodyCase.ShouldBe(WorkerCommand.BodyOneofCase.Welcome);
        (await NextAsync(old, cancel)).ShouldBeNull();
        led.Workers.Ping("vm-1", 5).ShouldBeTrue();
        (await NextAsync(next, cancel))!.Ping.Id.ShouldBe(5);
    }

    [Test]
    public async Task Workers_that_say_that_they_are_ready_are_told_to_go(CancellationToken cancel)
    {
        await using var bed = await ServeBed.StartAsync(cancel);
        var led = await bed.Host.StartAsync(
            ServeBed.Config(
                "t1",
                change: options => options with { Distribution = DistributionMode.Replicate }
            ),
            cancel
        );
        using var channel = bed.Channel();
        using var first = await HelloAsync(bed, channel, led, "vm-1", cancel);
        using var second = await HelloAsync(bed, channel, led, "vm-2", cancel);
        var ready = new WorkerMessage
        {
            Ready = new BarrierReady
            {
                MatrixId = 1,
                Attempt = 1,
                Iteration = 1,
            },
        };

        await first.RequestStream.WriteAsync(ready, cancel);
        await second.RequestStream.WriteAsync(ready, cancel);

        foreach (var call in new[] { first, second })
        {
            WorkerCommand? command;
            do
            {
                command = await NextAsync(call, cancel);
            } while (command is not { BodyCase: WorkerCommand.BodyOneofCase.Go });
            (command.Go.MatrixId, command.Go.Attempt, command.Go.Iteration).ShouldBe((1, 1, 1));
            command.Go.Participants.ShouldBe(["vm-1", "vm-2"]);
            var decided = await led.Records.GetAsync<Bench.Model.Decisions.Decision>(
                led.Records.Keys.Decision(command.Go.Decision),
                cancel
            );
            decided!.Go!.Participants.ShouldBe(["vm-1", "vm-2"]);
        }
    }

    private static AsyncDuplexStreamingCall<WorkerMessage, WorkerCommand> Connect(
        RpcChannel channel,
        string token,
        CancellationToken cancel
    ) =>
        new Bench.Rpc.V1.Workers.WorkersClient(channel.As(token)).Connect(
            cancellationToken: cancel
        );

    /// <summary>Null when the call has ended OK.</summary>
    private static async Task<WorkerCommand?> NextAsync(
        AsyncDuplexStreamingCall<WorkerMessage, WorkerCommand> call,
        CancellationToken cancel
    ) => await call.ResponseStream.MoveNext(cancel) ? call.ResponseStream.Current : null;

    private static string Token(ServeBed bed, LedRun led, string vm) =>
        bed.Workers.Create(led.Run.OwnerName, vm);

    private static WorkerMessage Hello(string run, string vm) =>
        new()
        {
            Hello = new WorkerHello
            {
                RunId = run,
                Vm = vm,
                Epoch = 1,
            },
        };

    private static WorkerMessage Progress(Bench.Model.Progress.WorkerProgress progress) =>
        new() { ProgressJson = ByteString.CopyFrom(Documents.Write(progress)) };

    private static async Task<AsyncDuplexStreamingCall<WorkerMessage, WorkerCommand>> HelloAsync(
        ServeBed bed,
        RpcChannel channel,
        LedRun led,
        string vm,
        CancellationToken cancel
    )
    {
        var call = Connect(channel, Token(bed, led, vm), cancel);
        await call.RequestStream.WriteAsync(Hello(led.Run.Config.BenchmarkId, vm), cancel);
        return call;
    }

    private static async Task<StatusCode> EndAsync(
        RpcChannel channel,
        string token,
        WorkerMessage first,
        CancellationToken cancel,
        WorkerMessage? second = null
    )
    {
        using var call = Connect(channel, token, cancel);
        try
        {
            await call.RequestStream.WriteAsync(first, cancel);
            if (second is not null)
            {
                await call.RequestStream.WriteAsync(second, cancel);
            }
        }
        catch (RpcException)
        {
            // The call ended before all was written: how is told to the reader.
        }
        try
        {
            while (await NextAsync(call, cancel) is not null) { }
            return StatusCode.OK;
        }
        catch (RpcException e)
        {
            return e.StatusCode;
        }
    }
}
