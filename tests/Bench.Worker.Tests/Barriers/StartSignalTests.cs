using Bench.Model.Progress;
using Bench.Model.Results;
using Bench.Rpc.V1;
using Bench.Worker.Barriers;
using static Bench.Worker.Tests.Barriers.StartBed;

namespace Bench.Worker.Tests.Barriers;

/// <summary>The race of live channel and bucket for one start.</summary>
[CancelAfter(60_000)]
internal sealed class StartSignalTests
{
    [Test]
    public async Task The_channel_comes_first(CancellationToken cancel)
    {
        using var bed = await CreateAsync();
        var waiting = await bed.WaitAsync(cancel);
        var message = bed.Message();
        await bed.DecideAsync(Go());

        bed.Channel.Say(message);
        bed.Begun.ShouldBe(1, "it begins on the thread that hears it");
        var notice = (await waiting).ShouldNotBeNull();

        (notice.Signal, notice.Decision).ShouldBe((StartSignalKind.Channel, message.Decision));
        notice.Participants.ShouldBe(["vm-1", "vm-2"]);
        notice.Exchanges.ShouldBe([FakeChannel.Stamps]);
        (await notice.ConfirmAsync!(cancel)).ShouldBeTrue();
        bed.Begun.ShouldBe(1);
        bed.Channel.Told.ShouldBe([Place]);
        (await bed.Bed.ProgressAsync()).Barrier.ShouldBe(Place, "the bucket says so too");
    }

    [Test]
    public async Task The_bucket_comes_first(CancellationToken cancel)
    {
        using var bed = await CreateAsync();
        var message = bed.Message();
        await bed.DecideAsync(Go());

        var notice = (await await bed.WaitAsync(cancel)).ShouldNotBeNull();
        bed.Channel.Say(message);

        (notice.Signal, notice.Decision).ShouldBe((StartSignalKind.Bucket, message.Decision));
        notice.ConfirmAsync.ShouldBeNull("it is from the log");
        bed.Begun.ShouldBe(1);
    }

    [Test]
    public async Task The_channel_dies_between_ready_and_go(CancellationToken cancel)
    {
        using var bed = await CreateAsync();
        var waiting = await bed.WaitAsync(cancel);
        await bed.DecideAsync(Go());
        waiting.IsCompleted.ShouldBeFalse("while there is a channel it looks seldom");

        bed.Channel.Close();

        (await waiting).ShouldNotBeNull().Signal.ShouldBe(StartSignalKind.Bucket);
        bed.Begun.ShouldBe(1);
    }

    [Test]
    public async Task A_go_that_is_said_twice_begins_once(CancellationToken cancel)
    {
        using var bed = await CreateAsync();
        var waiting = await bed.WaitAsync(cancel);
        var message = bed.Message();
        await bed.DecideAsync(Go());

        bed.Channel.Say(message);
        bed.Channel.Say(message.Clone());
        await waiting;
        bed.Channel.Say(message.Clone());

        bed.Begun.ShouldBe(1);
    }

    [TestCase("another attempt")]
    [TestCase("another iteration")]
    [TestCase("another entry")]
    [TestCase("without this VM")]
    [TestCase("of a decision that was known before")]
    public async Task A_go_that_is_not_meant_for_this_wait_is_left(
        string wrong,
        CancellationToken cancel
    )
    {
        using var bed = await CreateAsync();
        var waiting = await bed.WaitAsync(cancel);
        var right = bed.Message();
        await bed.DecideAsync(Go());

        bed.Channel.Say(Wrong(right, wrong));
        bed.Begun.ShouldBe(0);
        bed.Channel.Say(right);

        (await waiting).ShouldNotBeNull().Signal.ShouldBe(StartSignalKind.Channel);
        bed.Begun.ShouldBe(1);
    }

    [TestCase("nothing")]
    [TestCase("others")]
    [TestCase("another try")]
    [TestCase("one that is over")]
    public async Task A_go_that_the_log_does_not_know_is_a_false_start(
        string decided,
        CancellationToken cancel
    )
    {
        using var bed = await CreateAsync();
        var waiting = await bed.WaitAsync(cancel);
        var message = bed.Message();
        await DecideAsync(bed, decided);

        bed.Channel.Say(message);
        var notice = (await waiting).ShouldNotBeNull();

        (await notice.ConfirmAsync!(cancel)).ShouldBeFalse();
        bed.Bed.Log.ToString().ShouldContain("going on by the bucket");
    }

    [Test]
    public async Task Who_was_misled_listens_to_the_bucket_alone(CancellationToken cancel)
    {
        using var bed = await CreateAsync();
        var misled = await bed.WaitAsync(cancel);
        bed.Channel.Say(bed.Message());
        (await (await misled).ShouldNotBeNull().ConfirmAsync!(cancel)).ShouldBeFalse();

        var waiting = await bed.WaitAsync(cancel);
        bed.Channel.Say(bed.Message());
        bed.Begun.ShouldBe(1);
        await bed.DecideAsync(Go());

        (await waiting).ShouldNotBeNull().Signal.ShouldBe(StartSignalKind.Bucket);
        bed.Begun.ShouldBe(2);
    }

    [Test]
    public async Task One_that_the_others_went_on_without_is_told(CancellationToken cancel)
    {
        using var bed = await CreateAsync();
        await bed.DecideAsync(Go(participants: "vm-2"));

        (await await bed.WaitAsync(cancel)).ShouldBeNull();

        bed.Begun.ShouldBe(0);
    }

    [Test]
    public async Task One_that_is_told_to_stop_begins_nothing_any_more(CancellationToken cancel)
    {
        using var bed = await CreateAsync();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var waiting = await bed.WaitAsync(stop.Token);

        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(waiting);
        bed.Channel.Say(bed.Message());

        bed.Begun.ShouldBe(0);
    }

    private static BarrierGo Wrong(BarrierGo right, string wrong)
    {
        var message = right.Clone();
        switch (wrong)
        {
            case "another attempt":
                message.Attempt++;
                break;
            case "another iteration":
                message.Iteration++;
                break;
            case "another entry":
                message.MatrixId++;
                break;
            case "without this VM":
                message.Participants.Remove("vm-1");
                break;
            default:
                message.Decision = 1;
                break;
        }
        return message;
    }

    private static async Task DecideAsync(StartBed bed, string decided)
    {
        switch (decided)
        {
            case "others":
                await bed.DecideAsync(Go(participants: "vm-1"));
                break;
            case "another try":
                await bed.DecideAsync(Go(new BarrierPlace(1, 1, 2)));
                break;
            case "one that is over":
                await bed.DecideAsync(Go());
                await bed.Decisions.TryJudgeAsync(
                    new()
                    {
                        Go = bed.Decisions.State.LastDecision,
                        Outcome = Bench.Model.Decisions.VerdictOutcome.Failed,
                        Survivors = [],
                    },
                    default
                );
                break;
        }
    }
}
