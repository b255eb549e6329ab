using Bench.Storage.Buckets;
using Bench.Storage.Tests.Contract;
using Bench.Testing.Gcs;
using Bench.Testing.Gcs.Faults;

namespace Bench.Storage.Tests.Gcs;

public sealed class GcsUploadSessionTests : GcsFixture
{
    private const int Part = 512 * 1024;
    private const int Length = (2 * Part) + 1000;

    private static readonly byte[] Content = PatternStream.Of(Length, seed: 7);

    [Test]
    public async Task Parts_make_one_object_that_nobody_sees_before_its_end()
    {
        var session = await Client.BeginUploadAsync("a", null, None);
        session.MaxParallel.ShouldBe(1);
        await PutAsync(session, 1);
        await PutAsync(session, 2);
        (await BytesAsync("a")).ShouldBeNull();
        await PutAsync(session, 3);
        await session.CompleteAsync(None);
        (await BytesAsync("a")).ShouldBe(Content);
        Server.Count(RequestKind.UploadPart).ShouldBe(3);
        Server.Count(RequestKind.UploadStatus).ShouldBe(0);
    }

    [TestCase(1, FaultKind.LostReply)]
    [TestCase(2, FaultKind.LostReply)]
    [TestCase(3, FaultKind.LostReply)]
    [TestCase(1, FaultKind.CutUpload)]
    [TestCase(2, FaultKind.CutUpload)]
    [TestCase(3, FaultKind.CutUpload)]
    [TestCase(1, FaultKind.Unavailable)]
    [TestCase(3, FaultKind.Throttled)]
    public async Task A_part_that_failed_is_sent_again(int part, FaultKind fault)
    {
        var session = await Client.BeginUploadAsync("a", null, None);
        for (var number = 1; number <= 3; number++)
        {
            if (number == part)
            {
                Break(fault, RequestKind.UploadPart);
                (await FailureOf(() => PutAsync(session, part))).IsTransient.ShouldBeTrue();
                Server.Calm();
            }
            await PutAsync(session, number);
        }
        await session.CompleteAsync(None);
        (await BytesAsync("a")).ShouldBe(Content);
        Server.Count(RequestKind.UploadStatus).ShouldBe(1);
    }

    [Test]
    public async Task A_question_that_fails_is_asked_again()
    {
        var session = await Client.BeginUploadAsync("a", null, None);
        Break(FaultKind.LostReply, RequestKind.UploadPart);
        await FailureOf(() => PutAsync(session, 1));
        Break(FaultKind.Unavailable, RequestKind.UploadStatus);
        await FailureOf(() => PutAsync(session, 1));
        Server.Calm();
        await PutAsync(session, 1);
        await PutAsync(session, 2);
        await PutAsync(session, 3);
        await session.CompleteAsync(None);
        (await BytesAsync("a")).ShouldBe(Content);
    }

    [Test]
    public async Task Completing_after_a_lost_reply_finds_the_object_made()
    {
        var session = await Client.BeginUploadAsync("a", null, None);
        await PutAsync(session, 1);
        await PutAsync(session, 2);
        Break(FaultKind.LostReply, RequestKind.UploadPart);
        await FailureOf(() => PutAsync(session, 3));
        Server.Calm();
        await session.CompleteAsync(None);
        await session.CompleteAsync(None);
        (await BytesAsync("a")).ShouldBe(Content);
    }

    [Test]
    public async Task A_part_sent_again_after_its_reply_changes_nothing()
    {
        var session = await Client.BeginUploadAsync("a", null, None);
        await PutAsync(session, 1);
        await PutAsync(session, 1);
        await PutAsync(session, 2);
        await PutAsync(session, 2);
        await PutAsync(session, 3);
        await PutAsync(session, 3);
        await session.CompleteAsync(None);
        (await BytesAsync("a")).ShouldBe(Content);
        Server.Count(RequestKind.UploadPart).ShouldBe(3);
    }

    [Test]
    public async Task An_upload_may_end_with_an_empty_part()
    {
        var session = await Client.BeginUploadAsync("a", null, None);
        await PutAsync(session, 1);
        await session.PutPartAsync(2, Part, ReadOnlyMemory<byte>.Empty, isLast: true, None);
        await session.CompleteAsync(None);
        (await BytesAsync("a")).ShouldBe(Content[..Part]);
    }

    [Test]
    public async Task An_upload_that_is_given_up_leaves_nothing()
    {
        var session = await Client.BeginUploadAsync("a", null, None);
        await PutAsync(session, 1);
        await session.AbortAsync(None);
        await session.AbortAsync(None);
        Server.Count(RequestKind.CancelUpload).ShouldBe(2);
        var failure = await FailureOf(() => PutAsync(session, 2));
        failure.Error.ShouldBe(StoreError.Unavailable);
        failure.IsLostUpload.ShouldBeTrue();
        failure.Message.ShouldNotContain("upload_id");
        (await BytesAsync("a")).ShouldBeNull();
    }

    [Test]
    public async Task An_upload_without_its_last_part_cannot_be_completed()
    {
        var session = await Client.BeginUploadAsync("a", null, None);
        await PutAsync(session, 1);
        await Should.ThrowAsync<InvalidOperationException>(() => session.CompleteAsync(None));
        await Should.ThrowAsync<ArgumentException>(() =>
            session.PutPartAsync(2, Part, new byte[1000], isLast: false, None)
        );
        (await BytesAsync("a")).ShouldBeNull();
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_large_object_is_created_once(bool isLate)
    {
        var (mine, other) = (PatternStream.Of(5 << 20, 1), PatternStream.Of(5 << 20, 2));
        Server.LateConditions = isLate;
        (await Client.TryCreateAsync("a", mine, None)).ShouldBeTrue();
        (await Client.TryCreateAsync("a", other, None)).ShouldBeFalse();
        (await BytesAsync("a")).ShouldBe(mine);
        Server.Count(RequestKind.UploadPart).ShouldBe(isLate ? 2 : 1);
    }

    [Test]
    public async Task Of_racing_creators_of_a_large_object_one_wins_though_all_began()
    {
        Server.LateConditions = true;
        var contents = Enumerable.Range(0, 8).Select(i => PatternStream.Of(5 << 20, i)).ToList();
        var won = await Task.WhenAll(
            contents.Select(content => Client.TryCreateAsync("a", content, None))
        );
        won.Count(w => w).ShouldBe(1);
        (await BytesAsync("a")).ShouldBe(contents[Array.IndexOf(won, true)]);
    }

    private static Task PutAsync(IUploadSession session, int number)
    {
        var offset = (number - 1) * Part;
        var length = Math.Min(Part, Length - offset);
        return session.PutPartAsync(
            number,
            offset,
            Content.AsMemory(offset, length),
            isLast: number == 3,
            None
        );
    }
}
