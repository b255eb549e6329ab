using Bench.Model.Claims;
using Bench.Model.Json;
using Bench.Model.Keys;
using Bench.Protocol.Records;
using Bench.Storage;
using Bench.Storage.Buckets;
using Bench.Storage.Resilience;
using Bench.Storage.Tests.Buckets;
using Bench.Storage.Tests.Resilience;
using static Bench.Protocol.Tests.Simulation.TestRun;

namespace Bench.Protocol.Tests.Records;

/// <summary>Records in a bucket whose store tries a create again when its reply was lost.</summary>
public sealed class BucketRecordTests
{
    private const string Key = "run-1/claims/vm-1/000001.json";

    [Test]
    public async Task A_create_whose_replies_were_lost_has_won_by_its_writer()
    {
        var bucket = new MemoryBucket();
        var (records, tries) = Records(bucket, lostReplies: 3);
        var claim = Claim("vm-1", 1);
        var outcome = await records.CreateAsync(Key, claim, default);
        tries().ShouldBe(4);
        outcome.Won.ShouldBeTrue();
        outcome.Record.Writer.ShouldBe(claim.Writer);
        bucket.Keys.ShouldBe([Key]);
    }

    [Test]
    public async Task A_create_that_lost_has_not_won_whatever_replies_were_lost()
    {
        var bucket = new MemoryBucket();
        var first = Claim("vm-1", 1);
        await Records(bucket, lostReplies: 0).Records.CreateAsync(Key, first, default);
        var (records, _) = Records(bucket, lostReplies: 3);
        var late = Claim("vm-1", 1) with { Writer = WriterId.New() };
        var outcome = await records.CreateAsync(Key, late, default);
        outcome.Won.ShouldBeFalse();
        outcome.Record.Writer.ShouldBe(first.Writer);
    }

    private static (RecordStore Records, Func<int> Tries) Records(
        MemoryBucket bucket,
        int lostReplies
    )
    {
        var tries = 0;
        var client = new HookedClient(new MemoryClient(bucket))
        {
            OnCreated = () =>
            {
                if (++tries <= lostReplies)
                {
                    throw new StoreException(
                        StoreError.Unavailable,
                        MemoryBucket.Uri,
                        "the connection was reset",
                        "wait"
                    );
                }
            },
        };
        var store = new BucketStore(
            client,
            FaultTime.Suited(new RequestSettings()),
            new FaultTime()
        );
        return (new RecordStore(store, new RunKeys("run-1")), () => tries);
    }
}
