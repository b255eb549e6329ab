using System.Collections.Concurrent;
using Bench.Hub.Hydration;
using Bench.Hub.Modules;
using Bench.Hub.Service;

namespace Bench.Hub.Tests.Service;

/// <summary>Many clients who ask for anything at all: operations are exclusive to a module, and everything comes to an end.</summary>
internal sealed class LoadTests
{
    private const int Clients = 16;
    private const int Requests = 25;
    private const int Modules = 6;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private static readonly ModuleEvent[] Asked =
    [
        ModuleEvent.Provision,
        ModuleEvent.Provision,
        ModuleEvent.Deprovision,
        ModuleEvent.Hibernate,
        ModuleEvent.Wake,
        ModuleEvent.Obliterate,
    ];

    [FsCheck.NUnit.Property(MaxTest = 12)]
    public void Any_load_comes_to_an_end(int seed, byte threads) =>
        RunAsync(seed, threads % 4).GetAwaiter().GetResult();

    private static async Task RunAsync(int seed, int threads)
    {
        await using var bed = await HubBed.StartAsync(o => o with { ProvisionThreads = threads });
        var failures = 0;
        bed.Storage.Before = async (_, module, _) =>
        {
            await Task.Yield();
            if (Interlocked.Increment(ref failures) % 5 == 0)
            {
                throw new HydrationException($"{module}: not this time");
            }
        };
        var refusals = new ConcurrentBag<HubRefusal>();

        async Task ClientAsync(int number)
        {
            var random = new Random(unchecked((seed * 31) + number));
            for (var i = 0; i < Requests; i++)
            {
                var module = $"m{random.Next(Modules)}";
                try
                {
                    if (random.Next(10) == 0 && bed.Kind.Last.TryGetValue(module, out var instance))
                    {
                        instance.Crash();
                    }
                    else
                    {
                        await bed.DoAsync(module, Asked[random.Next(Asked.Length)]);
                    }
                }
                catch (HubRefusedException e)
                {
                    refusals.Add(e.Refusal);
                }
            }
        }

        await Task.WhenAll(Enumerable.Range(0, Clients).Select(n => Task.Run(() => ClientAsync(n))))
            .WaitAsync(Limit);
        await Bench.Host.Tests.Until.TrueAsync(
            () => bed.Hub.ListAll().All(m => !ModuleTransitions.IsTransitional(m.State)),
            "every operation is over"
        );
        bed.Storage.MostOfOneModule.ShouldBeLessThanOrEqualTo(
            1,
            "operations are exclusive to a module"
        );
        refusals.ShouldAllBe(r => r == HubRefusal.NotNow || r == HubRefusal.NoSuchModule);
        await bed.Hub.StopAsync().WaitAsync(Limit);
    }
}
