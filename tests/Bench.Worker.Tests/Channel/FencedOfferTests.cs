using Bench.Coordinator.Tests;
using Bench.Model.Decisions;
using Bench.Model.Runs;
using Bench.Protocol.Decisions;
using Bench.Worker.Channel;
using Bench.Worker.Logs;
using Bench.Worker.Tests.Entries;

namespace Bench.Worker.Tests.Channel;

/// <summary>How a fenced VM's offer ends; nobody answers at the address of its coordinator.</summary>
[CancelAfter(60_000)]
internal sealed class FencedOfferTests
{
    private const double Lease = 10;
    private readonly SkippingTime _time = new();

    [Test]
    public async Task An_offer_that_nobody_takes_ends_after_three_leases_and_some_time(
        CancellationToken cancel
    )
    {
        using var bed = await BedAsync();
        var begin = _time.GetTimestamp();
        (await Offer(bed).IsTakenAsync(await LogAsync(bed), cancel)).ShouldBeFalse();
        _time
            .GetElapsedTime(begin)
            .ShouldBeGreaterThanOrEqualTo(TimeSpan.FromSeconds((3 * Lease) + 10));
    }

    [Test]
    public async Task A_grant_takes_it(CancellationToken cancel)
    {
        using var bed = await BedAsync();
        var log = await LogAsync(bed);
        await log.TryGrantAsync(GrantTests.Grant("vm-1", 2, 1, 3), cancel);
        (await Offer(bed).IsTakenAsync(log, cancel)).ShouldBeTrue();
    }

    [Test]
    public async Task A_cancel_ends_it_at_once(CancellationToken cancel)
    {
        using var bed = await BedAsync();
        var begin = _time.GetTimestamp();
        var offer = Offer(bed);
        offer.Cancel();
        (await offer.IsTakenAsync(await LogAsync(bed), cancel)).ShouldBeFalse();
        _time.GetElapsedTime(begin).ShouldBeLessThan(TimeSpan.FromSeconds(3 * Lease));
    }

    [TestCase(true, false, DistributionMode.Even, true)]
    [TestCase(false, false, DistributionMode.Even, false)]
    [TestCase(true, true, DistributionMode.Even, false)]
    [TestCase(true, false, DistributionMode.Replicate, false)]
    public async Task It_is_made_over_the_channel_by_who_waits_for_grants(
        bool hasChannel,
        bool leavesWhenDone,
        DistributionMode distribution,
        bool isPossible
    )
    {
        using var bed = await WorkerBed.CreateAsync();
        var role = Role(bed) with { LeaveWhenDone = leavesWhenDone };
        var config = bed.Run.Config;
        new FencedOffer(
            hasChannel ? role : role with { Coordinator = null },
            config with
            {
                Options = config.Options with { Distribution = distribution },
            }
        ).IsPossible.ShouldBe(isPossible);
    }

    private static Task<WorkerBed> BedAsync() =>
        WorkerBed.CreateAsync(change: o => o with { LeaseSeconds = Lease });

    private static async Task<DecisionLog> LogAsync(WorkerBed bed)
    {
        var log = await bed.LeadAsync();
        await log.TryFenceAsync(new FenceRequest { Vm = "vm-1", Reason = "silent" }, default);
        await bed.FenceAsync();
        return log;
    }

    private FencedOffer Offer(WorkerBed bed) => new(Role(bed), bed.Run.Config);

    private WorkerRole Role(WorkerBed bed) =>
        new()
        {
            Records = bed.Records,
            Vm = "vm-1",
            Log = new WorkerLog(TextWriter.Synchronized(bed.Log), TimeProvider.System),
            Time = _time,
            Coordinator = new CoordinatorAccess(new Uri("http://127.0.0.1:1"), "token", Tls: null),
        };
}
