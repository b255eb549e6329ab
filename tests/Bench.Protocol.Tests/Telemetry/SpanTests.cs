using System.Diagnostics;
using Bench.Protocol.Telemetry;

namespace Bench.Protocol.Tests.Telemetry;

/// <summary>Ids that every process of a run finds by itself.</summary>
public sealed class SpanTests
{
    private static readonly string Digest = new('a', 64);

    [Test]
    public void Every_process_derives_the_same_ids_and_no_two_things_share_one()
    {
        var (one, other) = (new RunTrace(Digest), new RunTrace(Digest));
        one.Run.ShouldBe(other.Run);
        one.Vm("vm-1", 2).ShouldBe(other.Vm("vm-1", 2));
        one.Root.SpanId.ShouldBe(default);
        new RunTrace(new string('b', 64)).TraceId.ShouldNotBe(one.TraceId);
        new[]
        {
            one.Run,
            one.Vm("vm-1", 1),
            one.Vm("vm-1", 11),
            one.Vm("vm-11", 1),
            one.Entry("vm-1", 1, 1),
            one.Entry("vm-1", 1, 2),
            one.Entry("vm-1", 2, 1),
        }
            .Select(context => context.SpanId)
            .ShouldBeUnique();
    }

    /// <summary>Activities have no public way to it: this fails when a new runtime takes away the one that is used.</summary>
    [Test]
    public void A_span_has_the_id_that_others_know_it_by_and_is_nobodys_current_one()
    {
        var told = new List<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == SpanRecord.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) =>
                ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = told.Add,
        };
        ActivitySource.AddActivityListener(listener);
        var trace = new RunTrace(Digest);
        var context = new SpanRecord
        {
            Name = "run",
            Parent = trace.Root,
            Own = trace.Run,
            Begin = DateTimeOffset.UnixEpoch,
            End = DateTimeOffset.UnixEpoch.AddSeconds(-1),
            Attributes = [("bench.run.id", "t1")],
        }.Tell();
        Activity.Current.ShouldBeNull();
        context.SpanId.ShouldBe(trace.Run.SpanId);
        var activity = told.Single(one => one.TraceId == trace.TraceId);
        activity.SpanId.ShouldBe(trace.Run.SpanId);
        activity.ParentSpanId.ShouldBe(default);
        activity.StartTimeUtc.ShouldBe(DateTime.UnixEpoch);
        activity.Duration.ShouldBeLessThan(
            TimeSpan.FromMilliseconds(1),
            "clocks of two machines may disagree; a span never ends before it begins"
        );
    }
}
