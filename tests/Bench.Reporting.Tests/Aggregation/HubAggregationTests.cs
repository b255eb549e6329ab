using Bench.Model.Sealing;
using Bench.Reporting.Aggregation;
using Bench.Reporting.Tests.Runs;
using Bench.Storage;

namespace Bench.Reporting.Tests.Aggregation;

[TestFixture]
public sealed class HubAggregationTests
{
    [Test]
    public async Task Figures_are_those_of_the_iterations_and_quantiles_those_of_all_modules()
    {
        var report = await ReportAggregatorTests.AggregateAsync(HubRuns.Typical());

        var hub = report.Entries[0].Hub.ShouldNotBeNull();
        hub.Modules.Values.ShouldBe([40, 40]);
        hub.ModulesPerSecond!.Median.ShouldBe(20);
        hub.BytesPerSecond!.Median.ShouldBe(1_000_000);
        hub.MovedBytes!.Max.ShouldBe(1_600_000);
        hub.DedupRatio!.Median.ShouldBe(0.2);
        hub.Requests!.Min.ShouldBe(120);
        // 80 values: 100…139 and 110…149 ms.
        var provision = hub.ProvisionNs.ShouldNotBeNull();
        provision.Count.ShouldBe(80);
        provision.P50.ShouldBe(124_000_000);
        provision.Min.ShouldBe(100_000_000);
        provision.Max.ShouldBe(149_000_000);
        provision.P50Range.ShouldBe(new(119_000_000, 129_000_000, 2));
        provision.P99.ShouldBeNull("fewer than ten modules lie beyond it");
        hub.HydrateNs!.P50.ShouldBe(62_000_000);
        report.Entries[0].Phases["measure/provision/hydrate"].Median.ShouldBe(1.5);
        report.Inputs.JobFile.ShouldBeNull();
    }

    [Test]
    public async Task Vms_are_pooled_value_by_value()
    {
        var report = await ReportAggregatorTests.AggregateAsync(HubRuns.Typical());

        var combined = report.Combined.ShouldNotBeNull().ShouldHaveSingleItem();
        combined.Vms.ShouldBe(["vm-1", "vm-2"]);
        double[] all =
        [
            .. new[] { 100, 110, 200, 210 }
                .SelectMany(first => HubRuns.Milliseconds(40, first))
                .Order(),
        ];
        var provision = combined.Hub.ShouldNotBeNull().ProvisionNs.ShouldNotBeNull();
        provision.Count.ShouldBe(160);
        // Nearest rank: the 80th and the 144th of 160.
        provision.P50.ShouldBe((long)Math.Round(all[79] * 1e9));
        provision.P90.ShouldBe((long)Math.Round(all[143] * 1e9));
        combined.Hub.ModulesPerSecond!.Values.Count.ShouldBe(4);
    }

    [Test]
    public async Task Latencies_beyond_seventeen_seconds_are_not_clipped()
    {
        var run = HubRuns
            .New(1)
            .Test("slow")
            .Vm("vm-1")
            .Ended(1, "vm-1", HubRuns.Of([.. Enumerable.Range(1, 30).Select(i => i * 100.0)]));

        var report = await ReportAggregatorTests.AggregateAsync(run);

        var provision = report.Entries[0].Hub!.ProvisionNs!;
        provision.P50.ShouldBe(1_500_000_000_000);
        provision.Max.ShouldBe(3_000_000_000_000);
    }

    [Test]
    public async Task An_iteration_that_calls_itself_ok_is_not_believed_over_its_summary()
    {
        var run = HubRuns
            .New(2)
            .Test("1")
            .Vm("vm-1")
            .Ended(
                1,
                "vm-1",
                HubRuns.Of(HubRuns.Milliseconds(20, 5)),
                HubRuns.Of(HubRuns.Milliseconds(20, 5), error: "no room")
            );

        var report = await ReportAggregatorTests.AggregateAsync(run);

        var entry = report.Entries.ShouldHaveSingleItem();
        entry.Status.ShouldBe(EntryStatus.Failed);
        entry.Reason.ShouldNotBeNull().ShouldContain("no room");
        entry.Hub!.Modules.Values.ShouldBe([20], "of the other iteration alone");
    }

    [Test]
    public async Task A_summary_of_other_bytes_than_were_committed_is_refused()
    {
        var run = HubRuns.Typical();
        var seal = run.Seal();
        var key = run.Store.Objects.Keys.First(name =>
            name.EndsWith("summary.json", StringComparison.Ordinal)
        );
        run.Store.Objects[key][10] ^= 1;

        var e = await Should.ThrowAsync<StoreException>(() =>
            new ReportAggregator(run.Store, new AggregationOptions()).AggregateAsync(
                seal,
                CancellationToken.None
            )
        );

        e.Message.ShouldContain("CRC-32C");
        e.Message.ShouldContain(key);
    }
}
