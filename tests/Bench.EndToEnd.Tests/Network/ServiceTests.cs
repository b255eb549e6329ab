using Bench.EndToEnd.Tests.Harness;
using Bench.EndToEnd.Tests.Recomputation;

namespace Bench.EndToEnd.Tests.Network;

/// <summary>
/// A coordinator's service and a worker on another host, with the live channel between them: the bucket is away from
/// one side, or the service is killed.
/// </summary>
public sealed class ServiceTests
{
    private const string Vm = "vm-1";
    private const string Lost = "no live channel to the coordinator";

    private NetworkBed _bed = null!;
    private NetworkService _service = null!;
    private BenchProcess _worker = null!;
    private Held _commit = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _bed = await NetworkBed.CreateAsync(Vm);
        _service = await NetworkService.StartAsync(_bed);
    }

    [OneTimeTearDown]
    public async Task EndAsync() => await _bed.DisposeAsync();

    /// <summary>A test that fails must not take the next ones with it.</summary>
    [TearDown]
    public void Mend()
    {
        _bed.Relay(NetworkBed.Boss).Mend();
        _bed.Relay(Vm).Mend();
    }

    [Test]
    public async Task A_bucket_that_the_coordinator_cannot_reach()
    {
        await WorksAsync("t1");

        _bed.Relay(NetworkBed.Boss).Cut();
        await Until.TrueAsync(
            () => _bed.Relay(NetworkBed.Boss).Refused > 1,
            "it asks for the bucket in vain",
            () => _bed.Said
        );
        _commit.Release();
        await _bed.KeysAsync(
            keys => keys.Count(key => key.EndsWith("/result.json", StringComparison.Ordinal)) == 4,
            "the worker goes on",
            "t1"
        );
        var meanwhile = await _bed.Mirror.CopyAsync("t1");
        NetworkBed.DecisionsOf(meanwhile).ShouldBe(["lead"], "nothing is decided meanwhile");
        _worker.HasExited.ShouldBeFalse("it waits for the seal");
        _bed.Relay(NetworkBed.Boss).Mend();

        var worker = await EndsWholeAsync("t1");
        worker.Output.ShouldNotContain(Lost);
    }

    [Test]
    public async Task A_bucket_that_the_worker_cannot_reach()
    {
        await WorksAsync("t2");

        _bed.Relay(Vm).Cut();
        _commit.Drop();
        await _bed.SaysAsync(_worker, "waits for the store");
        await _bed.SaysAsync(_service.Process, "1 of 1 VMs are silent together");
        await _bed.SaysAsync(_service.Process, "waiting: vm-1 is lost");
        var meanwhile = await _bed.Mirror.CopyAsync("t2");
        NetworkBed.DecisionsOf(meanwhile).ShouldBe(["lead"], "there is nobody who could go on");
        _bed.Relay(Vm).Mend();

        var worker = await EndsWholeAsync("t2");
        worker.Output.ShouldContain("the claim is confirmed again; going on");
        worker.Output.ShouldNotContain(Lost);
    }

    [Test]
    public async Task A_service_that_is_killed_is_connected_to_again()
    {
        await WorksAsync("t3");

        await _service.Process.KillAsync();
        await _bed.SaysAsync(_worker, Lost);
        await _service.StartAsync();
        await _bed.SaysAsync(_service.Process, "going on with t3");
        await _service.ConnectedAsync(_worker, times: 2);
        _commit.Release();

        await EndsWholeAsync("t3");
    }

    /// <summary>A run whose one worker is connected, and has a commit on its way. Where it is alone nobody else is given its work.</summary>
    private async Task WorksAsync(string id)
    {
        await _service.RunAsync(
            new RunSetup
            {
                Id = id,
                Workers = 1,
                More = ["--lease", "1"],
            }
        );
        _commit = _bed.Relay(Vm).Hold($"/{id}/results/{Vm}/test-1/a01/iteration-0002.json");
        _worker = await _service.WorkerAsync(id, Vm);
        await _commit.ArrivedAsync(() => _bed.Said);
        await _service.ConnectedAsync(_worker);
    }

    /// <summary>All was done once, and by one worker.</summary>
    private async Task<Ended> EndsWholeAsync(string id)
    {
        await _bed.KeysAsync(
            keys => keys.Contains($"{id}/report/report.json"),
            "it is reported",
            id
        );
        var account = await Accounting.OfAsync(_bed, entries: 4, iterations: 2, id);
        SealedRun.ShouldBeWhole(account.Copy, entries: 4, iterations: 2);
        NetworkBed.DecisionsOf(account.Copy).ShouldNotContain("fence");
        account
            .Copy.Names("claims")
            .Count(name => account.Copy.Json(name)["kind"]!.GetValue<string>() == "holder")
            .ShouldBe(1);
        return (await _worker.EndAsync()).ShouldHaveCode(0);
    }
}
