using System.Text;
using Bench.Model.Decisions;
using Bench.Model.Json;
using Bench.Model.Results;
using Bench.Model.Runs;
using Bench.Model.Sealing;
using Bench.Protocol.Decisions;
using Bench.Protocol.Runs;
using Bench.Protocol.Sealing;
using Bench.Protocol.Tests.Simulation;
using Bench.Storage;
using Bench.Storage.Files;
using static Bench.Protocol.Tests.Simulation.TestRun;

namespace Bench.Protocol.Tests.Sealing;

/// <summary>A coordinator that is killed at any of its store calls, from creating the run to its last manifest.</summary>
public sealed class CoordinatorCrashTests
{
    private readonly RunConfig _config = Config(tests: 3, configs: 2, vms: 3);

    [TestCase(Fault.Before)]
    [TestCase(Fault.After)]
    [TestCase(Fault.LostReply)]
    public async Task Killed_at_any_store_call_a_run_is_resumed_to_the_same_seal(Fault fault)
    {
        // What workers commit is the same bytes each time, so that the seals can be compared.
        var committed = new MemoryStore();
        await CommitAllAsync(committed);
        var undisturbed = await CopyAsync(committed);
        await CoordinateAsync(undisturbed, "a");
        var expected = await SelectionAsync(undisturbed);

        var kills = 0;
        StoreCall? hit;
        do
        {
            var store = await CopyAsync(committed);
            hit = await KillAsync(store, kills + 1, fault);
            await CoordinateAsync(store, "b");
            (await SelectionAsync(store)).ShouldBe(expected, $"{fault} {hit}");
            await ShouldBeSealedOnceAsync(store, $"{fault} {hit}");
            kills++;
        } while (hit is not null);
        kills.ShouldBeGreaterThan(30);
    }

    [Test]
    public async Task Killed_again_and_again_a_run_still_ends()
    {
        var store = new MemoryStore();
        await CommitAllAsync(store);
        var at = 1;
        while (await KillAsync(store, at, Fault.After, $"c{at}") is not null)
        {
            // Each one that led leaves one more decision to read.
            at += 3;
        }
        await ShouldBeSealedOnceAsync(store, "killed again and again");
    }

    [Test]
    public async Task The_same_in_a_folder()
    {
        var folder = Directory.CreateTempSubdirectory("bench-crash-");
        try
        {
            var store = new FileStore(folder.FullName);
            await CommitAllAsync(store);
            var at = 1;
            while (await KillAsync(store, at, Fault.Before, $"c{at}") is not null)
            {
                at += 5;
            }
            await ShouldBeSealedOnceAsync(store, "killed again and again");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>The call at which the coordinator was killed, or null when it came to its end before.</summary>
    private async Task<StoreCall?> KillAsync(
        IObjectStore store,
        int at,
        Fault fault,
        string coordinator = "a"
    )
    {
        StoreCall? hit = null;
        var mortal = new InterceptedStore(
            store,
            call =>
            {
                if (call.Number == at)
                {
                    hit = call;
                    return fault;
                }
                // The dead do nothing more, whatever was under way in parallel.
                return hit is not null && fault != Fault.LostReply ? Fault.Before : Fault.None;
            }
        );
        try
        {
            await CoordinateAsync(mortal, coordinator);
        }
        catch (KilledException)
        {
            hit.ShouldNotBeNull();
        }
        return hit;
    }

    /// <summary>Creates or resumes the run, leads and seals.</summary>
    private async Task CoordinateAsync(IObjectStore store, string id)
    {
        var records = RecordsOf(store);
        var creation = new RunCreation(records);
        if (!await records.ExistsAsync(records.Keys.Config, None))
        {
            await creation.ClaimIdAsync(_config, None);
        }
        var run = await LoadedRun.LoadAsync(records, None);
        await creation.CompleteCopiesAsync(run, Specs(run.Config), None);
        var time = new SteppingTime();
        var log = new DecisionLog(records, run.Config, Coordinator(id), time);
        await log.LeadAsync(None);
        var sealer = new Sealer(records, run, log, time, "0.1.0");
        (await sealer.SealAsync(SealReason.TimedOut, None)).ShouldNotBeNull();
    }

    /// <summary>Ended, failed, half done and not begun.</summary>
    private async Task CommitAllAsync(IObjectStore store)
    {
        var records = RecordsOf(store);
        await CommitAsync(records, _config, new Attempt(1, 1, "vm-1"), [true, true]);
        await CommitAsync(records, _config, new Attempt(4, 1, "vm-1"), [true, false]);
        await CommitAsync(records, _config, new Attempt(2, 1, "vm-2"), [true, true]);
        await CommitAsync(records, _config, new Attempt(5, 1, "vm-2"), [true], withResult: false);
        await records.CreateAsync(records.Keys.Claim("vm-2", 1), Claim("vm-2", 1), None);
    }

    private static async Task<string> SelectionAsync(IObjectStore store)
    {
        var records = RecordsOf(store);
        var seal = (await records.GetAsync<Seal>(records.Keys.Seal, None)).ShouldNotBeNull();
        var comparable = seal with { Writer = "", At = default, Decision = 0 };
        return Encoding.UTF8.GetString(Documents.Write(comparable));
    }

    private async Task ShouldBeSealedOnceAsync(IObjectStore store, string because)
    {
        var records = RecordsOf(store);
        foreach (var vm in _config.Vms)
        {
            var manifest = await records.GetAsync<Manifest>(records.Keys.Manifest(vm.Name), None);
            manifest.ShouldNotBeNull(because);
            manifest.Status.ShouldNotBe(ManifestStatus.Running, because);
            manifest.EndTime.ShouldNotBeNull(because);
            manifest.Tests.Count.ShouldBe(2, because);
        }
        var bytes = await store.GetAsync(records.Keys.Seal, None);
        await CoordinateAsync(store, "later");
        (await store.GetAsync(records.Keys.Seal, None)).ShouldBe(bytes, because);
        var seal = (await records.GetAsync<Seal>(records.Keys.Seal, None)).ShouldNotBeNull();
        var announced = await records.GetAsync<Decision>(
            records.Keys.Decision(seal.Decision),
            None
        );
        announced!.Kind.ShouldBe(DecisionKind.Seal, because);
    }

    private static async Task<MemoryStore> CopyAsync(MemoryStore from)
    {
        var to = new MemoryStore();
        foreach (var key in from.Keys)
        {
            await to.PutAsync(key, (await from.GetAsync(key, None))!, None);
        }
        return to;
    }
}
