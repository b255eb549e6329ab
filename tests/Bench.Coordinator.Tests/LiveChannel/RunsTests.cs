using Bench.Coordinator.Leading;
using Bench.Coordinator.LiveChannel;
using Bench.Coordinator.Tests.Serving;
using Bench.Coordinator.Tests.Watching;
using Bench.Fleet;
using Bench.Model.Progress;
using Bench.Rpc.Client;
using Bench.Rpc.V1;
using Google.Protobuf;
using Google.Rpc;
using Grpc.Core;

namespace Bench.Coordinator.Tests.LiveChannel;

[CancelAfter(60_000)]
internal sealed class RunsTests
{
    [Test]
    public async Task A_run_is_started_watched_to_its_seal_and_listed(CancellationToken cancel)
    {
        await using var bed = await ServeBed.StartAsync(
            cancel,
            bed => bed.Work = (lead, vm) => lead.CompleteAsync(vm)
        );
        using var channel = bed.Channel();
        var head = await StartAsync(channel, bed.Control, "t1", cancel);
        (head.Id, head.EntriesTotal).ShouldBe(("t1", 2));

        var last = await SealedAsync(channel, bed.Read, "t1", cancel);
        (last.EntriesOk, last.SealReason).ShouldBe((2, "completed"));
        bed.Sealed.ShouldBe(["t1"]);

        var list = await ServeBed
            .Runs(channel, bed.Read)
            .ListAsync(new ListRequest(), cancellationToken: cancel)
            .ResponseAsync;
        list.Runs.Select(run => (run.Id, run.Phase)).ShouldBe([("t1", RunPhase.Sealed)]);
        var snapshot = await ServeBed
            .Runs(channel, bed.Read)
            .GetAsync(new GetRequest { RunId = "t1" }, cancellationToken: cancel)
            .ResponseAsync;
        snapshot.Entries.Select(entry => entry.State).ShouldBe([EntryState.Ok, EntryState.Ok]);
    }

    [Test]
    public async Task Several_runs_are_led_at_once_and_listed_in_pages(CancellationToken cancel)
    {
        await using var bed = await ServeBed.StartAsync(
            cancel,
            bed => bed.Work = (lead, vm) => lead.CompleteAsync(vm)
        );
        using var channel = bed.Channel();
        string[] ids = ["a", "b", "c", "d", "e"];
        await Task.WhenAll(ids.Select(id => StartAsync(channel, bed.Control, id, cancel)));
        var ends = await Task.WhenAll(ids.Select(id => SealedAsync(channel, bed.Read, id, cancel)));
        ends.ShouldAllBe(end => end.EntriesOk == 2);

        var found = new List<string>();
        var token = "";
        do
        {
            var page = await ServeBed
                .Runs(channel, bed.Read)
                .ListAsync(
                    new ListRequest { PageSize = 2, PageToken = token },
                    cancellationToken: cancel
                )
                .ResponseAsync;
            page.Runs.Count.ShouldBeLessThanOrEqualTo(2);
            found.AddRange(page.Runs.Select(run => run.Id));
            token = page.NextPageToken;
        } while (token.Length > 0);
        found.Order(StringComparer.Ordinal).ShouldBe(ids);
    }

    [Test]
    public async Task Errors_say_what_is_wrong(CancellationToken cancel)
    {
        await using var bed = await ServeBed.StartAsync(cancel);
        using var channel = bed.Channel();
        await StartAsync(channel, bed.Control, "t1", cancel);

        (await ErrorAsync(StartAsync(channel, bed.Control, "t1", cancel))).ShouldBe(
            StatusCode.AlreadyExists
        );
        (
            await ErrorAsync(
                UploadAsync(channel, bed.Control, "{\"schema\":1}"u8.ToArray(), cancel)
            )
        ).ShouldBe(StatusCode.InvalidArgument);
        (
            await ErrorAsync(
                ServeBed
                    .Runs(channel, bed.Read)
                    .GetAsync(new GetRequest { RunId = "../../etc" }, cancellationToken: cancel)
                    .ResponseAsync
            )
        ).ShouldBe(StatusCode.NotFound);
        (
            await ErrorAsync(
                ServeBed
                    .Runs(channel, bed.Control)
                    .CancelAsync(new CancelRequest { RunId = "t2" }, cancellationToken: cancel)
                    .ResponseAsync
            )
        ).ShouldBe(StatusCode.NotFound);
    }

    [TestCase("../evil")]
    [TestCase("UPPER")]
    [TestCase("")]
    public async Task A_config_whose_names_could_leave_their_keys_is_refused(
        string id,
        CancellationToken cancel
    )
    {
        await using var bed = await ServeBed.StartAsync(cancel);
        using var channel = bed.Channel();
        (await ErrorAsync(StartAsync(channel, bed.Control, id, cancel))).ShouldBe(
            StatusCode.InvalidArgument
        );
    }

    [Test]
    public async Task Who_acknowledged_a_cancel_who_did_not_and_what_was_left_is_told(
        CancellationToken cancel
    )
    {
        var mayEnd = new TaskCompletionSource();
        await using var bed = await ServeBed.StartAsync(
            cancel,
            bed =>
                bed.Work = async (lead, vm) =>
                {
                    await (vm == "vm-1" ? mayEnd.Task : new TaskCompletionSource().Task);
                    await lead.Records.PutAsync(
                        lead.Records.Keys.Progress(vm, 1),
                        Tell.Progress(vm, 9, state: WorkerState.Ended) with
                        {
                            Stopped = new("cancelled", 1, 0, ["/mnt stays mounted: busy"]),
                        },
                        default
                    );
                    return FakeFleet.Done;
                }
        );
        using var channel = bed.Channel();
        await StartAsync(channel, bed.Control, "t1", cancel);
        var runs = new RemoteRuns(channel.As(bed.Control), TimeProvider.System);

        // Asked again it tells how far it has come.
        await OutcomeAsync(outcome => outcome.Unacknowledged.Count == 2);
        mayEnd.SetResult();
        var outcome = await OutcomeAsync(outcome => outcome.Acknowledged.Count > 0);

        outcome.Acknowledged.ShouldBe(["vm-1"]);
        outcome.Unacknowledged.ShouldBe(["vm-2"]);
        outcome.Left.Keys.ShouldBe(["vm-1"]);
        outcome.Left["vm-1"].ShouldBe(["/mnt stays mounted: busy"]);

        async Task<CancelOutcome> OutcomeAsync(Func<CancelOutcome, bool> holds)
        {
            while (true)
            {
                var wait = TimeSpan.FromSeconds(0.05);
                var (outcome, _) = await runs.CancelAsync("t1", "me", null, wait, cancel);
                if (holds(outcome))
                {
                    return outcome;
                }
            }
        }
    }

    [Test]
    public async Task A_cancelled_run_is_sealed_and_final(CancellationToken cancel)
    {
        await using var bed = await ServeBed.StartAsync(
            cancel,
            bed => bed.Work = (lead, _) => UntilCancelledAsync(lead)
        );
        using var channel = bed.Channel();
        await StartAsync(channel, bed.Control, "t1", cancel);
        var reply = await ServeBed
            .Runs(channel, bed.Control)
            .CancelAsync(
                new CancelRequest
                {
                    RunId = "t1",
                    By = "me",
                    Reason = "enough",
                    WaitSeconds = 30,
                },
                cancellationToken: cancel
            )
            .ResponseAsync;
        reply.Sealed.ShouldBeTrue();
        var end = await SealedAsync(channel, bed.Read, "t1", cancel);
        (end.SealReason, end.Reason).ShouldBe(("cancelled", "cancelled by me: enough"));
        foreach (
            var call in new[]
            {
                ErrorAsync(
                    ServeBed
                        .Runs(channel, bed.Control)
                        .CancelAsync(new CancelRequest { RunId = "t1" }, cancellationToken: cancel)
                        .ResponseAsync
                ),
                ErrorAsync(
                    ServeBed
                        .Runs(channel, bed.Control)
                        .ResumeAsync(new ResumeRequest { RunId = "t1" }, cancellationToken: cancel)
                        .ResponseAsync
                ),
            }
        )
        {
            (await call).ShouldBe(StatusCode.FailedPrecondition);
        }
    }

    [Test]
    public async Task Another_host_goes_on_where_one_was_lost(CancellationToken cancel)
    {
        await using var bed = await ServeBed.StartAsync(cancel);
        var led = await bed.Host.StartAsync(ServeBed.Config("t1"), cancel);
        await led.DisposeAsync();
        bed.Work = (lead, vm) => lead.CompleteAsync(vm);

        await using var other = bed.NewHost();
        (await other.AdoptAsync(_ => true, cancel)).ShouldBe(["t1"]);
        var seal = await other.FindLed("t1")!.Completion.WaitAsync(cancel);
        seal.ShouldNotBeNull().Entries.Count.ShouldBe(2);
    }

    private static async Task<WorkerExit> UntilCancelledAsync(LeadBed lead)
    {
        while (!await lead.Records.ExistsAsync(lead.Records.Keys.Cancel, default))
        {
            await Task.Delay(10);
        }
        return FakeFleet.Killed;
    }

    private static Task<RunHead> StartAsync(
        RpcChannel channel,
        string token,
        string id,
        CancellationToken cancel
    ) => UploadAsync(channel, token, Bench.Model.Json.Documents.Write(ServeBed.Config(id)), cancel);

    private static async Task<RunHead> UploadAsync(
        RpcChannel channel,
        string token,
        byte[] config,
        CancellationToken cancel
    )
    {
        using var upload = ServeBed.Runs(channel, token).Start(cancellationToken: cancel);
        foreach (var part in config.Chunk(1000))
        {
            var request = new StartRequest { ConfigJson = ByteString.CopyFrom(part) };
            await upload.RequestStream.WriteAsync(request, cancel);
        }
        await upload.RequestStream.CompleteAsync();
        return await upload;
    }

    private static async Task<RunHead> SealedAsync(
        RpcChannel channel,
        string token,
        string id,
        CancellationToken cancel
    )
    {
        RunHead? last = null;
        var request = new WatchRequest { RunId = id };
        using var watch = ServeBed.Runs(channel, token).Watch(request, cancellationToken: cancel);
        await foreach (var change in watch.ResponseStream.ReadAllAsync(cancel))
        {
            last = change.Run ?? change.Snapshot?.Run ?? last;
        }
        last.ShouldNotBeNull().Phase.ShouldBe(RunPhase.Sealed);
        return last;
    }

    private static async Task<StatusCode> ErrorAsync<T>(Task<T> call) =>
        (await Should.ThrowAsync<RpcException>(call)).StatusCode;
}
