using Bench.Hub.Modules;
using Bench.Hub.Service;

namespace Bench.Hub.Tests.Service;

/// <summary>What the next hub makes of what one that was killed left.</summary>
internal sealed class RecoveryTests
{
    [TestCase(InstanceState.Provisioning, false, true, InstanceState.Unprovisioned, null, true)]
    [TestCase(InstanceState.Provisioning, true, true, InstanceState.Unprovisioned, null, false)]
    [TestCase(
        InstanceState.Provisioned,
        false,
        true,
        InstanceState.Crashed,
        ModuleEvent.Recover,
        false
    )]
    [TestCase(
        InstanceState.Recovering,
        false,
        true,
        InstanceState.Crashed,
        ModuleEvent.Recover,
        false
    )]
    [TestCase(InstanceState.Crashed, false, true, InstanceState.Crashed, null, false)]
    [TestCase(InstanceState.Hibernating, false, true, InstanceState.Hibernated, null, false)]
    [TestCase(InstanceState.Hibernated, false, true, InstanceState.Hibernated, null, false)]
    [TestCase(InstanceState.Waking, false, true, InstanceState.Hibernated, null, false)]
    [TestCase(
        InstanceState.Deprovisioning,
        false,
        true,
        InstanceState.Crashed,
        ModuleEvent.Deprovision,
        false
    )]
    [TestCase(InstanceState.Deprovisioning, false, false, InstanceState.Unprovisioned, null, false)]
    [TestCase(
        InstanceState.Obliterating,
        false,
        true,
        InstanceState.Crashed,
        ModuleEvent.Obliterate,
        false
    )]
    [TestCase(
        InstanceState.Obliterating,
        false,
        false,
        InstanceState.Crashed,
        ModuleEvent.Obliterate,
        false
    )]
    [TestCase(InstanceState.Unprovisioned, true, true, InstanceState.Unprovisioned, null, false)]
    [TestCase(InstanceState.Unprovisioned, true, false, InstanceState.Unprovisioned, null, false)]
    [TestCase(InstanceState.Provisioned, false, false, InstanceState.Unprovisioned, null, false)]
    public void Every_state_has_its_way_on(
        InstanceState before,
        bool keepsData,
        bool hasData,
        InstanceState after,
        ModuleEvent? then,
        bool removes
    )
    {
        var recovered = Recovered.From(
            new ModuleRecord
            {
                ModuleId = "m",
                State = before,
                KeepsData = keepsData,
            },
            hasData
        );

        recovered.Record.State.ShouldBe(after);
        recovered.Then.ShouldBe(then);
        recovered.RemovesData.ShouldBe(removes);
        recovered.Record.KeepsData.ShouldBe(
            keepsData && hasData && after == InstanceState.Unprovisioned
        );
    }

    [Test]
    public async Task The_next_hub_goes_on()
    {
        await using var bed = await HubBed.StartAsync();
        bed.Storage.Stored["half"] = "from the backend";
        foreach (var module in new[] { "runs", "sleeps", "leaves", "dies", "half" })
        {
            await bed.DoAsync(module, ModuleEvent.Provision);
            await File.WriteAllTextAsync(
                Path.Combine(bed.DataOf(module), FakeStorage.File),
                module
            );
        }
        await bed.DoAsync("sleeps", ModuleEvent.Hibernate);
        Directory.CreateDirectory(Path.Combine(bed.Folder, "discarded", "old", "sub"));

        await bed.RestartAsync(() =>
        {
            bed.Edit("leaves", r => r with { State = InstanceState.Deprovisioning });
            bed.Edit("dies", r => r with { State = InstanceState.Obliterating });
            bed.Edit("half", r => r with { State = InstanceState.Provisioning });
        });

        await bed.UntilAsync("runs", "provisioned");
        bed.State("sleeps").ShouldBe("hibernated");
        await Bench.Host.Tests.Until.TrueAsync(() => bed.Find("dies") is null, "dies is gone");
        await Bench.Host.Tests.Until.TrueAsync(() => bed.Find("leaves") is null, "leaves is gone");
        bed.Storage.Stored["leaves"].ShouldBe("leaves");
        bed.Storage.Stored.ContainsKey("dies").ShouldBeFalse();
        Directory.Exists(bed.DataOf("half")).ShouldBeFalse("half of something is of no use");
        bed.Find("half")!.LastError!.ShouldContain("the hub ended while it was being provisioned");
        bed.Storage.Stored["half"].ShouldBe("from the backend");
        Directory.EnumerateFileSystemEntries(Path.Combine(bed.Folder, "discarded")).ShouldBeEmpty();
    }

    [Test]
    public async Task What_is_not_done_when_the_hub_ends_is_left_to_the_next()
    {
        await using var bed = await HubBed.StartAsync(o => o with { ProvisionThreads = 1 });
        bed.Storage.Before = (_, _, cancel) => Task.Delay(Timeout.Infinite, cancel);
        await bed.DoAsync("runs", ModuleEvent.Provision);
        await bed.DoAsync("waits", ModuleEvent.Provision);
        await Bench.Host.Tests.Until.TrueAsync(
            () => bed.Hub.Figures().OperationsRunning == 1,
            "one runs"
        );

        var stop = bed.Hub.StopAsync();
        while (!stop.IsCompleted)
        {
            bed.Time.Advance(bed.Options.StopPatience);
            await Task.Delay(5);
        }
        bed.State("runs").ShouldBe("provisioning");
        bed.Storage.Before = (_, _, _) => Task.CompletedTask;
        await bed.StartHubAsync();

        foreach (var module in new[] { "runs", "waits" })
        {
            bed.State(module).ShouldBe("unprovisioned");
            bed.Find(module)!.LastError!.ShouldContain("while it was being provisioned");
            Directory.Exists(bed.DataOf(module)).ShouldBeFalse();
        }
    }

    [Test]
    public async Task A_state_file_that_cannot_be_read_loses_no_data()
    {
        await using var bed = await HubBed.StartAsync();
        await bed.DoAsync("m", ModuleEvent.Provision);
        await bed.RestartAsync(() =>
        {
            File.WriteAllText(Path.Combine(bed.Folder, "state", "m.json"), "{ torn");
            File.WriteAllText(Path.Combine(bed.Folder, "state", "m.json.new"), "");
        });

        var module = bed.Find("m")!;
        module.State.ShouldBe(InstanceState.Unprovisioned);
        module.KeepsData.ShouldBeTrue();
        module.LastError!.ShouldContain("m.json cannot be read");
        Directory.Exists(bed.DataOf("m")).ShouldBeTrue();
    }
}
