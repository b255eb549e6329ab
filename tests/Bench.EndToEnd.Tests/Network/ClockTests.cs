using System.Globalization;
using Bench.EndToEnd.Tests.Harness;
using Bench.EndToEnd.Tests.Recomputation;

namespace Bench.EndToEnd.Tests.Network;

/// <summary>Wall clocks of workers that are stepped in the middle of a run; their monotonic clocks go on, as on real hosts.</summary>
public sealed class ClockTests
{
    private static readonly string Library = Directory
        .EnumerateFiles("/usr/lib", "libfaketimeMT.so.1", SearchOption.AllDirectories)
        .First();

    [Test]
    public async Task A_step_of_an_hour_either_way_changes_nothing()
    {
        await using var bed = await NetworkBed.CreateAsync("vm-1", "vm-2");
        // It waits on semaphores by the clock in a way that this library breaks.
        bed.Sandbox.Shim(
            "fio",
            $"#!/bin/sh\nunset LD_PRELOAD\nPATH=${{PATH#*:}} exec fio \"$@\"\n"
        );
        var commits = new[] { "vm-1", "vm-2" }
            .Select(vm => bed.Relay(vm).Hold("/iteration-0001.json"))
            .ToList();
        // Long enough for a machine that is busy, and nothing beside an hour.
        var run = await bed.RunAsync(new RunSetup { More = ["--lease", "10"] });
        var workers = new[] { "vm-1", "vm-2" }
            .Select(vm => bed.Worker(vm, Clock(bed, vm, "+0")))
            .ToList();
        foreach (var commit in commits)
        {
            await commit.ArrivedAsync(() => bed.Said);
        }
        Clock(bed, "vm-1", "+1h");
        Clock(bed, "vm-2", "-1h");
        commits.ForEach(commit => commit.Release());

        (await run.EndAsync()).ShouldHaveCode(0);
        foreach (var worker in workers)
        {
            (await worker.EndAsync()).ShouldHaveCode(0);
        }
        var account = await Accounting.OfAsync(bed, entries: 4, iterations: 2);
        SealedRun.ShouldBeWhole(account.Copy, entries: 4, iterations: 2);
        NetworkBed.DecisionsOf(account.Copy).ShouldBe(["lead", "seal"]);
        HoursOff(account, "vm-1").ShouldBe(1, 0.5, "its clock was stepped");
        HoursOff(account, "vm-2").ShouldBe(-1, 0.5, "its clock was stepped");
    }

    /// <summary>Sets the clock of a host, also of programs that run there.</summary>
    private static Dictionary<string, string> Clock(NetworkBed bed, string vm, string offset)
    {
        var file = bed.Host(vm).Folder("clock");
        File.WriteAllText(file + ".new", offset + "\n");
        File.Move(file + ".new", file, overwrite: true);
        return new()
        {
            ["LD_PRELOAD"] = Library,
            ["FAKETIME_TIMESTAMP_FILE"] = file,
            ["FAKETIME_NO_CACHE"] = "1",
            ["DONT_FAKE_MONOTONIC"] = "1",
            ["NO_FAKE_STAT"] = "1",
        };
    }

    /// <summary>By how much the last progress of a worker is off.</summary>
    private static double HoursOff(Accounting account, string vm) =>
        (
            DateTimeOffset.Parse(
                account.Copy.Progress(vm)!["at"]!.GetValue<string>(),
                CultureInfo.InvariantCulture
            ) - TimeProvider.System.GetUtcNow()
        ).TotalHours;
}
