using Bench.Coordinator.Hosting;
using Bench.Coordinator.Tests.Serving;
using Bench.Coordinator.Tests.Watching;
using Bench.Coordinator.Watching;
using Bench.Host.Tests;
using Bench.Model.Json;
using Bench.Model.Runs;
using Bench.Rpc.Client;
using Bench.Rpc.Contract;
using Bench.Rpc.Statuses;
using Bench.Rpc.V1;
using Google.Protobuf;

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
        await using var call = await HelloAsync(bed, channel, led, "vm-1", cancel);
        (await call.ReadAsync())!.BodyCase.ShouldBe(WorkerCommand.BodyOneofCase.Welcome);
        led.Workers.Connected.ShouldBe(["vm-1"]);

        await call.WriteAsync(Progress(Tell.Progress("vm-1", 1)));
        await call.WriteAsync(
            new WorkerMessage
            {
                Phase = new PhaseBegun
                {
                    MatrixId = 1,
                    Attempt = 1,
                    Iteration = 2,
                    Phase = "mount",
                },
            }
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
            command = await call.ReadAsync();
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
        await using var call = await HelloAsync(bed, channel, led, "vm-1", cancel);
        (await call.ReadAsync())!.BodyCase.ShouldBe(WorkerCommand.BodyOneofCase.Welcome);
        (await call.ReadAsync())!.Cancel.ShouldNotBeNull();
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
            end.ShouldBe(RpcStatusCode.PermissionDenied, $"{run} {vm}");
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
            end.ShouldBe(RpcStatusCode.InvalidArgument, message.ToString());
        }
        (await EndAsync(channel, Token(bed, led, "vm-1"), nonsense[0], cancel)).ShouldBe(
            RpcStatusCode.InvalidArgument
        );
        await using var call = await HelloAsync(bed, channel, led, "vm-1", cancel);
        (await call.ReadAsync())!.BodyCase.ShouldBe(WorkerCommand.BodyOneofCase.Welcome);
    }

    [Test]
    public async Task Numbers_of_another_run_are_left(CancellationToken cancel)
    {
        await using var bed = await ServeBed.StartAsync(cancel);
        var led = await bed.Host.StartAsync(ServeBed.Config("t1"), cancel);
        using var channel = bed.Channel();
        await using var call = await HelloAsync(bed, channel, led, "vm-1", cancel);
        foreach (var id in new[] { int.MinValue, -1, 0, 3, int.MaxValue })
        {
            await call.WriteAsync(
                new WorkerMessage
                {
                    Iteration = new IterationCommitted
                    {
                        MatrixId = id,
                        Attempt = id,
                        Iteration = id,
                    },
                }
            );
            await call.WriteAsync(
                new WorkerMessage
                {
                    Phase = new PhaseBegun
                    {
                        MatrixId = id,
                        Attempt = id,
                        Iteration = id,
                        Phase = new string('x', 100_000),
                    },
                }
            );
        }
        await call.WriteAsync(Progress(Tell.Progress("vm-1", 1)));
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
        await using var old = await HelloAsync(bed, channel, led, "vm-1", cancel);
        (await old.ReadAsync())!.BodyCase.ShouldBe(WorkerCommand.BodyOneofCase.Welcome);
        await using var next = await HelloAsync(bed, channel, led, "vm-1", cancel);
        (await next.ReadAsync())!.BodyCase.ShouldBe(WorkerCommand.BodyOneofCase.Welcome);
        (await old.ReadAsync()).ShouldBeNull();
        led.Workers.Ping("vm-1", 5).ShouldBeTrue();
        (await next.ReadAsync())!.Ping.Id.ShouldBe(5);
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
        await using var first = await HelloAsync(bed, channel, led, "vm-1", cancel);
        await using var second = await HelloAsync(bed, channel, led, "vm-2", cancel);
        var ready = new WorkerMessage
        {
            Ready = new BarrierReady
            {
                MatrixId = 1,
                Attempt = 1,
                Iteration = 1,
            },
        };

        await first.WriteAsync(ready);
        await second.WriteAsync(ready);

        foreach (var call in new[] { first, second })
        {
            WorkerCommand? command;
            do
            {
                command = await call.ReadAsync();
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

    private static async Task<DuplexCall<WorkerMessage, WorkerCommand>> HelloAsync(
        ServeBed bed,
        RpcChannel channel,
        LedRun led,
        string vm,
        CancellationToken cancel
    )
    {
        var call = channel.Open(WorkersService.Connect, ServeBed.As(Token(bed, led, vm)), cancel);
        await call.WriteAsync(Hello(led.Run.Config.BenchmarkId, vm));
        return call;
    }

    private static async Task<RpcStatusCode> EndAsync(
        RpcChannel channel,
        string token,
        WorkerMessage first,
        CancellationToken cancel,
        WorkerMessage? second = null
    )
    {
        await using var call = channel.Open(WorkersService.Connect, ServeBed.As(token), cancel);
        try
        {
            await call.WriteAsync(first);
            if (second is not null)
            {
                await call.WriteAsync(second);
            }
            while (await call.ReadAsync() is not null) { }
            return RpcStatusCode.Ok;
        }
        catch (RpcException e) when (e.Code != RpcStatusCode.Unavailable)
        {
            return e.Code;
        }
        catch (RpcException)
        {
            return (
                await Should.ThrowAsync<RpcException>(async () =>
                {
                    while (await call.ReadAsync() is not null) { }
                })
            ).Code;
        }
    }
}
