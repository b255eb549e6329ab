using Bench.Model.Decisions;
using Bench.Model.Results;
using Bench.Model.Runs;
using Bench.Protocol.Decisions;
using Bench.Protocol.Manifests;
using Bench.Protocol.Records;
using Bench.Protocol.Runs;
using Bench.Protocol.Sealing;
using Bench.Protocol.Tests.Simulation;
using static Bench.Protocol.Tests.Simulation.TestRun;

namespace Bench.Protocol.Tests.Manifests;

public sealed class FinalManifestsTests
{
    private static readonly DateTimeOffset Earlier = new(2029, 5, 6, 7, 8, 9, TimeSpan.Zero);
    private readonly RunConfig _config = Config(tests: 3, configs: 1, vms: 4);
    private RecordStore _records = null!;

    [SetUp]
    public async Task CreateRun()
    {
        _records = RecordsOf(new MemoryStore());
        await new RunCreation(_records).ClaimIdAsync(_config, None);
        await CommitAsync(_records, _config, new Attempt(1, 1, "vm-1"), [true, true]);
        await CommitAsync(_records, _config, new Attempt(2, 1, "vm-2"), [true, false]);
        await CommitAsync(_records, _config, new Attempt(3, 1, "vm-3"), [true], withResult: false);
    }

    [TestCase(SealReason.TimedOut, ManifestStatus.Failed, TestStatus.Missing)]
    [TestCase(SealReason.Cancelled, ManifestStatus.Cancelled, TestStatus.Cancelled)]
    public async Task Each_vm_gets_the_status_of_its_tests(
        SealReason reason,
        ManifestStatus open,
        TestStatus test
    )
    {
        await SealAsync(reason);
        var done = await ManifestAsync("vm-1");
        (done.Status, done.TotalTests, done.CompletedTests, done.FailedTests).ShouldBe(
            (ManifestStatus.Completed, 1, 1, 0)
        );
        var failed = await ManifestAsync("vm-2");
        (failed.Status, failed.CompletedTests, failed.FailedTests).ShouldBe(
            (ManifestStatus.Failed, 0, 1)
        );
        failed.Tests[0].Reason.ShouldBe("it failed");
        (failed.Tests[0].IterationsOk, failed.Tests[0].IterationsFailed).ShouldBe((1, 1));
        var left = await ManifestAsync("vm-3");
        left.Status.ShouldBe(open);
        left.Tests[0].Status.ShouldBe(test);
        (left.Tests[0].IterationsPlanned, left.Tests[0].IterationsOk).ShouldBe((2, 1));
        (await ManifestAsync("vm-4")).Status.ShouldBe(ManifestStatus.Completed);
    }

    [Test]
    public async Task The_times_that_the_worker_wrote_are_kept()
    {
        await PutWorkersOwnAsync("vm-1", ManifestStatus.Completed, Earlier.AddHours(1));
        await PutWorkersOwnAsync("vm-3", ManifestStatus.Running, null);
        await SealAsync(SealReason.TimedOut);
        var ended = await ManifestAsync("vm-1");
        (ended.StartTime, ended.EndTime).ShouldBe((Earlier, Earlier.AddHours(1)));
        var killed = await ManifestAsync("vm-3");
        killed.StartTime.ShouldBe(Earlier);
        killed.EndTime.ShouldBe(new SteppingTime().GetUtcNow());
    }

    [Test]
    public async Task A_manifest_that_cannot_be_read_is_replaced()
    {
        await _records.Store.PutAsync(_records.Keys.Manifest("vm-1"), "{"u8.ToArray(), None);
        await SealAsync(SealReason.TimedOut);
        (await ManifestAsync("vm-1")).Status.ShouldBe(ManifestStatus.Completed);
    }

    private Task PutWorkersOwnAsync(string vm, ManifestStatus status, DateTimeOffset? end)
    {
        var manifest = FinalManifests.Build(Id, vm, status, []) with
        {
            StartTime = Earlier,
            EndTime = end,
        };
        return _records.PutAsync(_records.Keys.Manifest(vm), manifest, None);
    }

    private async Task SealAsync(SealReason reason)
    {
        var run = await LoadedRun.LoadAsync(_records, None);
        var time = new SteppingTime();
        var log = new DecisionLog(_records, _config, Coordinator("a"), time);
        await log.LeadAsync(None);
        await new Sealer(_records, run, log, time, "0.1.0").SealAsync(reason, None);
    }

    private async Task<Manifest> ManifestAsync(string vm) =>
        (await _records.GetAsync<Manifest>(_records.Keys.Manifest(vm), None)).ShouldNotBeNull();
}
