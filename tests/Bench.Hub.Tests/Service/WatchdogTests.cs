using Bench.Hub.Modules;
using Bench.Hub.Service;

namespace Bench.Hub.Tests.Service;

/// <summary>The watchdog, look by look.</summary>
internal sealed class WatchdogTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Test]
    public async Task A_crashed_instance_is_restarted_later_and_later_and_then_left()
    {
        await using var bed = await StartAsync(w => w with { MostRestarts = 3 });
        await bed.DoAsync("m", ModuleEvent.Provision);
        await File.WriteAllTextAsync(Path.Combine(bed.DataOf("m"), FakeStorage.File), "mine");
        foreach (var wait in new[] { 1, 2, 4 })
        {
            bed.Kind.Last["m"].Crash("it fell over");
            await bed.UntilAsync("m", "crashed");
            bed.Time.Advance(wait * Second - TimeSpan.FromTicks(1));
            await bed.LookAsync();
            bed.State("m").ShouldBe("crashed", $"it waits {wait} s");
            bed.Time.Advance(TimeSpan.FromTicks(1));
            await bed.LookAsync();
            bed.State("m").ShouldBe("provisioned");
        }
        bed.Find("m")!.Restarts.ShouldBe(3);
        bed.Find("m")!.LastError.ShouldBe("it fell over");
        (await File.ReadAllTextAsync(Path.Combine(bed.DataOf("m"), FakeStorage.File))).ShouldBe(
            "mine",
            "it was restarted in place"
        );

        bed.Kind.Last["m"].Crash("it fell over");
        await bed.UntilAsync("m", "crashed");
        bed.Time.Advance(TimeSpan.FromHours(1));
        await bed.LookAsync();
        await bed.LookAsync();
        bed.State("m").ShouldBe("crashed");
        bed.Find("m")!
            .LastError!.ShouldStartWith(
                "it fell over. It was restarted 3 times one after the other and is left as it is"
            );
        await bed.DoAsync("m", ModuleEvent.Deprovision);
        bed.Storage.Stored["m"].ShouldBe("mine");
    }

    [Test]
    public async Task A_quiet_time_lets_the_count_begin_anew()
    {
        await using var bed = await StartAsync(w => w);
        await bed.DoAsync("m", ModuleEvent.Provision);
        bed.Kind.Last["m"].Crash();
        await bed.UntilAsync("m", "crashed");
        bed.Time.Advance(Second);
        await bed.LookAsync();
        bed.Find("m")!.Restarts.ShouldBe(1);
        bed.Time.Advance(new WatchdogOptions().QuietTime);
        await bed.LookAsync();
        bed.Find("m")!.Restarts.ShouldBe(0);
    }

    [Test]
    public async Task A_restart_that_fails_leaves_the_data_and_says_so()
    {
        await using var bed = await StartAsync(w => w);
        await bed.DoAsync("m", ModuleEvent.Provision);
        bed.Kind.Last["m"].Crash();
        await bed.UntilAsync("m", "crashed");
        bed.Kind.Prepare = instance => instance.Crash("no library");
        bed.Time.Advance(Second);

        await bed.LookAsync();

        var module = bed.Find("m")!;
        module.State.ShouldBe(InstanceState.Unprovisioned);
        module.KeepsData.ShouldBeTrue();
        module.LastError!.ShouldStartWith(
            "restarting failed: it ended before it was ready: no library"
        );
        Directory.Exists(bed.DataOf("m")).ShouldBeTrue();
    }

    [Test]
    public async Task An_instance_that_does_not_answer_three_times_is_ended_and_restarted()
    {
        await using var bed = await StartAsync(w => w);
        await bed.DoAsync("m", ModuleEvent.Provision);
        var hung = bed.Kind.Last["m"];
        hung.IsHealthy = false;
        await bed.LookAsync();
        await bed.LookAsync();
        bed.State("m").ShouldBe("provisioned");
        await bed.LookAsync();

        bed.State("m").ShouldBe("crashed");
        hung.Ended.IsCompleted.ShouldBeTrue();
        bed.Find("m")!.LastError.ShouldBe("it did not answer that it is well 3 times");
        bed.Time.Advance(Second);
        await bed.LookAsync();
        bed.State("m").ShouldBe("provisioned");
    }

    [TestCase("provisioned")]
    [TestCase("hibernated")]
    public async Task What_nobody_uses_is_deprovisioned_and_never_hibernated(string state)
    {
        await using var bed = await StartAsync(w =>
            w with
            {
                ProvisionedIdleTimeout = TimeSpan.FromMinutes(10),
                HibernatedIdleTimeout = TimeSpan.FromMinutes(10),
            }
        );
        await bed.DoAsync("m", ModuleEvent.Provision);
        if (state == "hibernated")
        {
            await bed.DoAsync("m", ModuleEvent.Hibernate);
        }
        await bed.LookAsync();
        bed.Time.Advance(TimeSpan.FromMinutes(9));
        if (state == "provisioned")
        {
            bed.Kind.Last["m"].Activity++;
            await bed.LookAsync();
            bed.Time.Advance(TimeSpan.FromMinutes(9));
        }
        await bed.LookAsync();
        bed.State("m").ShouldBe(state);
        bed.Time.Advance(TimeSpan.FromMinutes(1));
        await bed.LookAsync();

        bed.Find("m").ShouldBeNull();
        bed.Storage.Stored.ContainsKey("m").ShouldBeTrue();
    }

    [Test]
    public async Task A_crashed_module_is_never_let_go_by_the_clock()
    {
        await using var bed = await StartAsync(w =>
            w with
            {
                MostRestarts = 0,
                ProvisionedIdleTimeout = TimeSpan.FromMinutes(10),
                HibernatedIdleTimeout = TimeSpan.FromMinutes(10),
            }
        );
        await bed.DoAsync("m", ModuleEvent.Provision);
        bed.Kind.Last["m"].Crash();
        await bed.UntilAsync("m", "crashed");
        bed.Time.Advance(TimeSpan.FromDays(1));
        await bed.LookAsync();
        bed.State("m").ShouldBe("crashed");
    }

    [Test]
    public void The_back_off_doubles_up_to_its_limit()
    {
        var options = new WatchdogOptions();
        Enumerable
            .Range(0, 9)
            .Select(n => Watchdog.BackOff(options, n).TotalSeconds)
            .ShouldBe([1, 2, 4, 8, 16, 32, 60, 60, 60]);
    }

    private static Task<HubBed> StartAsync(Func<WatchdogOptions, WatchdogOptions> change) =>
        HubBed.StartAsync(o =>
            o with
            {
                // Only the looks that a test makes.
                Watchdog = change(new WatchdogOptions { Interval = TimeSpan.FromDays(10) }),
            }
        );
}
