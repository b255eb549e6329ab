using Bench.Hub.Hydration;
using Bench.Hub.Instances;
using Bench.Hub.Modules;
using Bench.Hub.Service;

namespace Bench.Hub.Tests.Service;

/// <summary>What a hub does with its modules. Operations run in their callers, on a clock that stands still.</summary>
internal sealed class HubServiceTests
{
    [Test]
    public async Task A_module_goes_through_its_whole_life()
    {
        await using var bed = await HubBed.StartAsync();
        bed.Storage.Stored["m"] = "old";

        (await bed.DoAsync("m", ModuleEvent.Provision)).Module.State.ShouldBe(
            InstanceState.Provisioned
        );
        var file = Path.Combine(bed.DataOf("m"), FakeStorage.File);
        (await File.ReadAllTextAsync(file)).ShouldBe("old");
        var first = bed.Kind.Last["m"];
        bed.Find("m")!.Port.ShouldBe(first.Port);

        await File.WriteAllTextAsync(file, "new");
        (await bed.DoAsync("m", ModuleEvent.Hibernate)).Module.State.ShouldBe(
            InstanceState.Hibernated
        );
        first.Ended.IsCompleted.ShouldBeTrue();
        bed.Find("m")!.Port.ShouldBeNull();
        (await bed.DoAsync("m", ModuleEvent.Hibernate)).IsDone.ShouldBeTrue();

        await bed.DoAsync("m", ModuleEvent.Wake);
        bed.Kind.Last["m"].ShouldNotBe(first);
        await bed.DoAsync("m", ModuleEvent.Wake);
        (await bed.RefusalAsync("m", ModuleEvent.Provision)).ShouldBe(HubRefusal.NotNow);

        var done = await bed.DoAsync("m", ModuleEvent.Deprovision);
        done.Module.State.ShouldBe(InstanceState.Unprovisioned);
        done.Module.LastError.ShouldBeNull();
        bed.Kind.Last["m"].Collections.ShouldBe(1);
        done.Module.Times.Keys.ShouldBe(["dehydrate", "delete", "gc", "hydrate", "start", "stop"]);
        bed.Storage.Stored["m"].ShouldBe("new");
        Directory.Exists(bed.DataOf("m")).ShouldBeFalse();
        bed.Find("m").ShouldBeNull();
        (await bed.DoAsync("m", ModuleEvent.Deprovision)).Module.State.ShouldBe(
            InstanceState.Unprovisioned
        );
        Directory.EnumerateFiles(Path.Combine(bed.Folder, "state")).ShouldBeEmpty();
    }

    [TestCase(ModuleEvent.Hibernate)]
    [TestCase(ModuleEvent.Wake)]
    [TestCase(ModuleEvent.Obliterate)]
    public async Task What_is_not_there_cannot_be_acted_on(ModuleEvent asked)
    {
        await using var bed = await HubBed.StartAsync();
        (await bed.RefusalAsync("m", asked)).ShouldBe(HubRefusal.NoSuchModule);
        bed.Find("m").ShouldBeNull();
    }

    [TestCase("hibernated")]
    [TestCase("crashed")]
    public async Task Deprovisioning_is_honoured_without_a_collection_where_nothing_runs(
        string state
    )
    {
        await using var bed = await HubBed.StartAsync();
        await bed.DoAsync("m", ModuleEvent.Provision);
        var instance = bed.Kind.Last["m"];
        await File.WriteAllTextAsync(Path.Combine(bed.DataOf("m"), FakeStorage.File), "kept");
        if (state == "hibernated")
        {
            await bed.DoAsync("m", ModuleEvent.Hibernate);
        }
        else
        {
            instance.Crash();
        }
        await bed.UntilAsync("m", state);

        await bed.DoAsync("m", ModuleEvent.Deprovision);

        bed.Storage.Stored["m"].ShouldBe("kept");
        instance.Collections.ShouldBe(0);
        bed.Find("m").ShouldBeNull();
    }

    [TestCase("provisioned")]
    [TestCase("hibernated")]
    [TestCase("crashed")]
    public async Task Obliterating_deletes_what_is_local_and_what_is_in_the_backend(string state)
    {
        await using var bed = await HubBed.StartAsync();
        bed.Storage.Stored["m"] = "x";
        await bed.DoAsync("m", ModuleEvent.Provision);
        if (state == "hibernated")
        {
            await bed.DoAsync("m", ModuleEvent.Hibernate);
        }
        else if (state == "crashed")
        {
            bed.Kind.Last["m"].Crash();
        }
        await bed.UntilAsync("m", state);

        await bed.DoAsync("m", ModuleEvent.Obliterate);

        bed.Storage.Stored.ShouldBeEmpty();
        Directory.Exists(bed.DataOf("m")).ShouldBeFalse();
        bed.Find("m").ShouldBeNull();
    }

    [Test]
    public async Task An_obliteration_that_fails_leaves_a_crashed_module_with_its_data()
    {
        await using var bed = await HubBed.StartAsync();
        await bed.DoAsync("m", ModuleEvent.Provision);
        Fail(bed, "obliterate");

        var answer = await bed.DoAsync("m", ModuleEvent.Obliterate);

        answer.Module.State.ShouldBe(InstanceState.Crashed);
        answer.Module.LastError!.ShouldContain("obliterating failed: the backend is away");
        Directory.Exists(bed.DataOf("m")).ShouldBeTrue();
    }

    [Test]
    public async Task A_provision_that_fails_leaves_nothing_but_its_reason()
    {
        await using var bed = await HubBed.StartAsync();
        Fail(bed, "hydrate");

        (await bed.DoAsync("m", ModuleEvent.Provision)).Module.State.ShouldBe(
            InstanceState.Unprovisioned
        );

        bed.Find("m")!.LastError.ShouldBe("provisioning failed: the backend is away");
        bed.Hub.List().ShouldBeEmpty();
        Directory.Exists(bed.DataOf("m")).ShouldBeFalse();
        bed.Storage.Before = (_, _, _) => Task.CompletedTask;
        (await bed.DoAsync("m", ModuleEvent.Provision)).Module.LastError.ShouldBeNull();
    }

    [Test]
    public async Task An_instance_that_ends_before_it_is_ready_fails_the_provision()
    {
        await using var bed = await HubBed.StartAsync();
        bed.Kind.Prepare = instance =>
        {
            instance.IsHealthy = false;
            instance.Crash("it fell over");
        };

        await bed.DoAsync("m", ModuleEvent.Provision);

        bed.Find("m")!.LastError!.ShouldContain("it ended before it was ready: it fell over");
        Directory.Exists(bed.DataOf("m")).ShouldBeFalse();
    }

    [TestCase("failed")]
    [TestCase("hung")]
    [TestCase("gone")]
    [TestCase("dehydrate")]
    public async Task What_could_not_be_written_back_stays_and_is_gone_on_with(string how)
    {
        await using var bed = await HubBed.StartAsync();
        bed.Storage.Stored["m"] = "old";
        await bed.DoAsync("m", ModuleEvent.Provision);
        var file = Path.Combine(bed.DataOf("m"), FakeStorage.File);
        await File.WriteAllTextAsync(file, "new");
        var instance = bed.Kind.Last["m"];
        instance.Answers.Clear();
        instance.Answers.Enqueue(
            how switch
            {
                "failed" => new(CollectionState.Failed, "no room"),
                "dehydrate" => new(CollectionState.Done),
                _ => new(CollectionState.Pending),
            }
        );
        if (how == "dehydrate")
        {
            Fail(bed, "dehydrate");
        }

        var deprovision = bed.DoAsync("m", ModuleEvent.Deprovision);
        if (how == "hung")
        {
            bed.State("m").ShouldBe("deprovisioning", "a collection that is pending is not over");
            bed.Time.Advance(bed.Options.CollectionTimeout);
        }
        else if (how == "gone")
        {
            instance.Crash("out of memory");
        }
        var module = (await deprovision).Module;

        module.State.ShouldBe(InstanceState.Unprovisioned);
        module.KeepsData.ShouldBeTrue();
        module.LastError!.ShouldContain($"Its local data is kept in {bed.DataOf("m")}");
        module.LastError!.ShouldContain(
            how switch
            {
                "failed" => "the garbage collection failed: no room",
                "hung" => "was not over within 300 s",
                "gone" => "ended during the garbage collection: out of memory",
                _ => "the backend is away",
            }
        );
        instance.Ended.IsCompleted.ShouldBeTrue();
        bed.Storage.Stored["m"].ShouldBe("old");
        bed.Storage.Before = (_, _, _) => Task.CompletedTask;

        // The next hub knows too.
        await bed.RestartAsync();
        bed.Find("m")!.KeepsData.ShouldBeTrue();
        await bed.DoAsync("m", ModuleEvent.Provision);
        (await File.ReadAllTextAsync(file)).ShouldBe("new", "nothing was hydrated over it");
        await bed.DoAsync("m", ModuleEvent.Deprovision);
        bed.Storage.Stored["m"].ShouldBe("new");
        bed.Find("m").ShouldBeNull();
    }

    [Test]
    public async Task Without_dehydration_the_backend_stays_as_it_is()
    {
        await using var bed = await HubBed.StartAsync(o => o with { EnableDehydration = false });
        bed.Storage.Stored["m"] = "baseline";
        await bed.DoAsync("m", ModuleEvent.Provision);
        await File.WriteAllTextAsync(Path.Combine(bed.DataOf("m"), FakeStorage.File), "new");

        await bed.DoAsync("m", ModuleEvent.Deprovision);

        bed.Storage.Stored["m"].ShouldBe("baseline");
        Directory.Exists(bed.DataOf("m")).ShouldBeFalse();
    }

    [Test]
    public async Task An_instance_that_cannot_be_stopped_stays_provisioned()
    {
        await using var bed = await HubBed.StartAsync();
        await bed.DoAsync("m", ModuleEvent.Provision);
        bed.Kind.Last["m"].StopFailure = new InstanceException("stuck");

        var module = (await bed.DoAsync("m", ModuleEvent.Hibernate)).Module;

        module.State.ShouldBe(InstanceState.Provisioned);
        module.LastError.ShouldBe("hibernating failed: stuck");
        bed.Kind.Last["m"].StopFailure = null;
    }

    [Test]
    public async Task Limits_refuse_a_provision_and_say_which()
    {
        await using var bed = await HubBed.StartAsync(o =>
            o with
            {
                InstanceLimit = 1,
                LeastFreeMemoryBytes = 1000,
                LeastFreeDiskBytes = 1000,
            }
        );
        bed.FreeMemory = 999;
        (await bed.RefusalAsync("a", ModuleEvent.Provision)).ShouldBe(HubRefusal.TooLittleMemory);
        (bed.FreeMemory, bed.FreeDisk) = (1000, 999);
        (await bed.RefusalAsync("a", ModuleEvent.Provision)).ShouldBe(HubRefusal.TooLittleDisk);
        bed.FreeDisk = 1000;
        await bed.DoAsync("a", ModuleEvent.Provision);
        (await bed.RefusalAsync("b", ModuleEvent.Provision)).ShouldBe(HubRefusal.TooManyInstances);
        bed.Find("b").ShouldBeNull();
        await bed.DoAsync("a", ModuleEvent.Hibernate);
        (await bed.RefusalAsync("b", ModuleEvent.Provision)).ShouldBe(HubRefusal.TooManyInstances);
        await bed.DoAsync("a", ModuleEvent.Deprovision);
        (await bed.DoAsync("b", ModuleEvent.Provision)).Module.State.ShouldBe(
            InstanceState.Provisioned
        );
    }

    [Test]
    public async Task Two_hubs_on_one_folder_are_refused()
    {
        await using var bed = await HubBed.StartAsync();
        var refused = await Should.ThrowAsync<HubStartException>(bed.StartHubAsync);
        refused.Message.ShouldBe(
            $"another hub uses {bed.Folder}; end it first, or choose another --data-dir"
        );
    }

    private static void Fail(HubBed bed, string what) =>
        bed.Storage.Before = (operation, _, _) =>
            operation == what
                ? Task.FromException(new HydrationException("the backend is away"))
                : Task.CompletedTask;
}
