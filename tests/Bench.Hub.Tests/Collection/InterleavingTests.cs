using Bench.Hub.Collection;
using Bench.Hub.Hydration;
using Bench.Hub.Local;
using Bench.Hub.Modules;
using Bench.Hub.States;
using Bench.Hub.Tests.Support;

namespace Bench.Hub.Tests.Collection;

/// <summary>
/// Dehydrations, hydrations and sweeps of several hubs on one store in any order, with kills at any call: whatever a
/// state names is there, always, and what none names goes in the end.
/// </summary>
public sealed class InterleavingTests
{
    private const int First = 100;
    private const int Seeds = 200;

    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(20);

    private static readonly ModuleId[] Modules = [ModuleId.Parse("m1"), ModuleId.Parse("m2")];

    [Test]
    public void Nothing_that_a_state_names_is_ever_lost() => RunSeeds(First, Seeds);

    [TestCase(492, Description = "Fences of a module without a state were deleted.")]
    [TestCase(10_620, Description = "A dead sweeper's sign of life comes after its death.")]
    public void Worlds_that_were_broken_once_hold(int seed) => RunWorld(seed, new Seen());

    [Test, Category("Soak")]
    public void Nothing_is_lost_in_many_more_worlds() => RunSeeds(First + Seeds, 20_000);

    [TestCase("sessions/", 0, Description = "A sweep that does not wait for dehydrations.")]
    [TestCase(
        "sweeps/",
        250,
        Description = "Dehydrations that do not heed what a sweep has published."
    )]
    public void The_worlds_find_what_is_wrong(string hidden, int first)
    {
        var seen = new Seen();
        var worlds = Enumerable.Range(first, 2000);
        var found = worlds.Where(seed => RunSeed(seed, seen, hidden).Broken.Count > 0).Take(1);
        TestContext.Out.WriteLine($"seed {found.ShouldHaveSingleItem()}");
    }

    [Test]
    public void A_seed_is_always_the_same_world()
    {
        var (first, second) = (new Seen(), new Seen());
        var keys = RunSeed(11, first, hidden: null).Keys;
        RunSeed(11, second, hidden: null).Keys.ShouldBe(keys);
        second.ShouldBe(first);
    }

    private static void RunSeeds(int first, int count)
    {
        var seen = new Seen();
        for (var seed = first; seed < first + count; seed++)
        {
            RunWorld(seed, seen);
        }
        TestContext.Out.WriteLine(seen);
        // The worlds are of use only if all this happened in them.
        seen.Kills.ShouldBeGreaterThan(count / 4);
        seen.Deleted.ShouldBeGreaterThan(count / 4);
        seen.Stored.ShouldBeGreaterThan(count);
        seen.Refused.ShouldBeGreaterThan(0);
        seen.Fences.ShouldBeGreaterThan(0);
    }

    private static void RunWorld(int seed, Seen seen)
    {
        var bucket = RunSeed(seed, seen, hidden: null);
        bucket.Broken.ShouldBeEmpty($"seed {seed}");
        var named = bucket.Live().SelectMany(live => live.State.Objects.Select(o => o.Key));
        Left(bucket, StoreKeys.Content)
            .SequenceEqual(named.Distinct().Order(StringComparer.Ordinal))
            .ShouldBeTrue($"seed {seed}");
        Left(bucket, StoreKeys.Sessions).ShouldBeEmpty($"seed {seed}");
    }

    private static List<string> Left(SimBucket bucket, string prefix) =>
        [.. bucket.Keys.Where(key => key.StartsWith(prefix, StringComparison.Ordinal))];

    private static SimBucket RunSeed(int seed, Seen seen, string? hidden)
    {
        using var area = new TestArea();
        var world = new SimWorld(seed);
        var bucket = new SimBucket();
        var play = new Play(area, world, bucket, seen) { Hidden = hidden };
        List<SimProcess> programs =
        [
            .. Enumerable.Range(0, 3).Select(play.Hub),
            play.Sweeper(0),
            play.Sweeper(1),
        ];
        world.Run(programs, () => programs.TrueForAll(program => program.IsOver));
        if (hidden is not null)
        {
            return bucket;
        }
        foreach (var program in programs.Where(program => program.Work.IsFaulted))
        {
            Assert.Fail($"seed {seed}: {program.Name} {program.Work.Exception}");
        }
        seen.Kills += world.Kills;
        seen.Steps += world.Steps;
        seen.Fences += bucket.Fences();
        world.IsCalm = true;
        var last = play.LastSweeps();
        world.Run([last], () => last.IsOver);
        last.Work.IsCompletedSuccessfully.ShouldBeTrue($"seed {seed}: {last.Work.Exception}");
        return bucket;
    }

    private sealed record Seen
    {
        public int Kills { get; set; }

        public int Steps { get; set; }

        public long Deleted { get; set; }

        public int Stored { get; set; }

        public int Refused { get; set; }

        public int Fences { get; set; }
    }

    private sealed class Play(TestArea area, SimWorld world, SimBucket bucket, Seen seen)
    {
        /// <summary>Sweepers that may have died with a call on its way.</summary>
        private const int Late = 2;

        private int _ids;

        public string? Hidden { get; init; }

        public SimProcess Hub(int number)
        {
            var process = new SimProcess($"hub {number}");
            process.Work = Start(() => HubAsync(process));
            return process;
        }

        public SimProcess Sweeper(int number)
        {
            var process = new SimProcess($"sweeper {number}");
            process.Work = Start(async () =>
            {
                for (var i = 0; i < 2; i++)
                {
                    try
                    {
                        seen.Deleted += (
                            await Sweep(process).RunAsync(CancellationToken.None)
                        ).DeletedObjects;
                    }
                    catch (HydrationException e) when (IsAboutAnotherSweep(e))
                    {
                        seen.Refused++;
                    }
                }
            });
            return process;
        }

        public SimProcess LastSweeps()
        {
            var process = new SimProcess("last");
            process.Work = Start(async () =>
            {
                for (var (done, refused) = (0, 0); done < 2; )
                {
                    try
                    {
                        await Sweep(process).RunAsync(CancellationToken.None);
                        done++;
                    }
                    catch (HydrationException e) when (IsAboutAnotherSweep(e) && refused < Late)
                    {
                        // A dead sweeper's last sign of life came late; without any more the next try goes on.
                        refused++;
                    }
                }
            });
            return process;
        }

        private async Task HubAsync(SimProcess process)
        {
            using var storage = new ModuleStorage(
                new SimStore(world, bucket, process) { Hidden = Hidden },
                new HydrationOptions
                {
                    Threads = 0,
                    Hub = process.Name,
                    PackThreshold = 100,
                    PackBytes = 4096,
                    SharedBytes = 50,
                    NewId = NewId,
                    SessionBeat = Beat,
                },
                world.Time
            );
            for (var i = 0; i < 4; i++)
            {
                if (world.Below(2) == 0)
                {
                    // At once: they share sessions and listings.
                    await Task.WhenAll(
                        Modules.Select(module => CycleAsync(storage, process, module))
                    );
                }
                else
                {
                    await CycleAsync(storage, process, Modules[world.Below(Modules.Length)]);
                }
            }
        }

        private async Task CycleAsync(ModuleStorage storage, SimProcess process, ModuleId module)
        {
            var folder = area.Folder(module, process.Name);
            try
            {
                if (!Directory.Exists(folder) || world.Below(3) == 0)
                {
                    await storage.HydrateAsync(module, folder, null, CancellationToken.None);
                }
                Change(folder);
                var result = await storage.DehydrateAsync(
                    module,
                    folder,
                    null,
                    CancellationToken.None
                );
                seen.Stored++;
                bucket
                    .EverLive.Any(live => live.Key == result.StateKey)
                    .ShouldBeTrue(result.StateKey);
                if (world.Below(15) == 0)
                {
                    await storage.ObliterateAsync(module, CancellationToken.None);
                    LocalPaths.DeleteTree(folder);
                }
            }
            catch (HydrationException e) when (IsAboutAnotherHub(e))
            {
                seen.Refused++;
                LocalPaths.DeleteTree(folder);
            }
        }

        /// <summary>Few contents, which the modules share and which come again after they went.</summary>
        private void Change(string folder)
        {
            Directory.CreateDirectory(folder);
            for (var i = 0; i < 2; i++)
            {
                var length = world.Below(2) == 0 ? 60 : 200;
                ModuleTree.Write(
                    folder,
                    $"f{world.Below(3)}",
                    ModuleTree.Bytes(length, world.Below(5))
                );
            }
        }

        private ContentSweep Sweep(SimProcess process) =>
            new(
                new SimStore(world, bucket, process) { Hidden = Hidden },
                new SweepOptions
                {
                    Threads = 0,
                    Hub = process.Name,
                    NewId = NewId,
                    Poll = Beat,
                },
                world.Time
            );

        private string NewId() => $"{++_ids:x32}";

        /// <summary>Begins in the world: all that goes on later goes on there too, to its very end.</summary>
        private Task Start(Func<Task> work)
        {
            var before = SynchronizationContext.Current;
            SynchronizationContext.SetSynchronizationContext(world);
            try
            {
                return work();
            }
            finally
            {
                SynchronizationContext.SetSynchronizationContext(before);
            }
        }

        private static bool IsAboutAnotherHub(HydrationException e) =>
            e.Message.Contains("let one hub at a time", StringComparison.Ordinal)
            || e.Message.Contains("garbage collection of", StringComparison.Ordinal);

        private static bool IsAboutAnotherSweep(HydrationException e) =>
            e.Message.Contains("garbage collection", StringComparison.Ordinal)
            && (
                e.Message.Contains("runs on", StringComparison.Ordinal)
                || e.Message.Contains("was ended by another", StringComparison.Ordinal)
            );
    }
}
