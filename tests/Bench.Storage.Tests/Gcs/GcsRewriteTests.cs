using Bench.Storage.Buckets;
using Bench.Storage.Resilience;
using Bench.Storage.Tests.Contract;
using Bench.Testing.Gcs;
using Bench.Testing.Gcs.Faults;

namespace Bench.Storage.Tests.Gcs;

/// <summary>Copies by <c>objects.rewrite</c>: no byte comes over this machine.</summary>
public sealed class GcsRewriteTests : GcsFixture
{
    private const int MiB = 1 << 20;
    private const int Length = (3 * MiB) + 500;

    /// <summary>Waits are short; what is waited for is not the point here.</summary>
    private BucketStore Store =>
        new(
            Client,
            new RequestSettings
            {
                FirstDelay = TimeSpan.FromMilliseconds(1),
                MaxRetryAfter = TimeSpan.FromMilliseconds(1),
            },
            TimeProvider.System
        );

    [TestCase(null, 1)]
    [TestCase(MiB, 4)]
    public async Task The_server_moves_the_bytes_in_as_many_steps_as_it_likes(
        int? stepBytes,
        int steps
    )
    {
        Server.RewriteBytes = stepBytes;
        var content = await PutAsync("a+b/ü?#%2F");
        await Store.CopyAsync("a+b/ü?#%2F", "c d/../e&f", Length, None);
        Server.Requests[RequestKind.Rewrite].ShouldBe(steps);
        Server.Count(RequestKind.Download).ShouldBe(0);
        (await Store.GetAsync("c d/../e&f", None))
            .ShouldNotBeNull()
            .SequenceEqual(content)
            .ShouldBeTrue();
    }

    [TestCase(FaultKind.Unavailable)]
    [TestCase(FaultKind.Throttled)]
    [TestCase(FaultKind.LostReply)]
    public async Task A_step_that_fails_is_asked_for_again(FaultKind fault)
    {
        Server.RewriteBytes = MiB;
        var content = await PutAsync("from");
        Break(fault, RequestKind.Rewrite);
        await Store.CopyAsync("from", "to", Length, None);
        Server.Faults.ShouldBe(1);
        Server.Requests[RequestKind.Rewrite].ShouldBe(5);
        (await Store.GetAsync("to", None)).ShouldNotBeNull().SequenceEqual(content).ShouldBeTrue();
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_source_that_changes_between_two_steps_is_not_copied(bool isDeleted)
    {
        Server.RewriteBytes = MiB;
        await PutAsync("from");
        var first = await Client.CopyAsync("from", "to", Length, null, None);
        first.State.ShouldBe(CopyState.GoesOn);
        if (isDeleted)
        {
            await Client.DeleteAsync("from", None);
        }
        else
        {
            await PutAsync("from");
        }
        var error = await FailureOf(() =>
            Client.CopyAsync("from", "to", Length, first.Continuation, None)
        );
        error.Error.ShouldBe(StoreError.Corrupt);
        error.Message.ShouldContain("it was replaced or deleted while it was copied");
        (await BytesAsync("to")).ShouldBeNull();
    }

    [Test]
    public async Task A_bucket_that_is_not_there_is_told_apart_from_an_object_that_is_not()
    {
        using var other = Bench.Storage.Gcs.GcsClient.Open(
            $"gs://no-such-bucket/run?endpoint={Server.Address}&anonymous=true"
        );
        var error = await FailureOf(() => other.CopyAsync("from", "to", 1, null, None));
        error.Error.ShouldBe(StoreError.Absent);
        error.Message.ShouldContain("the bucket is not there");
    }

    private async Task<byte[]> PutAsync(string key)
    {
        var content = PatternStream.Of(Length, seed: 4);
        await Client.WriteAsync(key, content, None);
        return content;
    }
}
