using Bench.EndToEnd.Tests.Harness;

namespace Bench.EndToEnd.Tests.Hubs;

/// <summary>What a hub holds in memory does not grow with its modules' files.</summary>
public sealed class ServingMemoryTests
{
    private const long MiB = 1 << 20;

    /// <summary>Of two processes with the same work, whose heaps are not collected at the same moments.</summary>
    private const long Margin = 64 * MiB;

    [Test]
    public Task A_module_of_half_a_gigabyte() => IsFlatAsync(512 * MiB);

    [Test, Explicit, Category("Soak")]
    public Task A_module_of_four_gigabytes() => IsFlatAsync(4096 * MiB);

    private static async Task IsFlatAsync(long length)
    {
        var small = await PeakAsync(64 * MiB);
        var large = await PeakAsync(length);
        TestContext.Out.WriteLine(
            $"one file of 64 MiB: {small / MiB} MiB of memory at the most; of {length / MiB} MiB: {large / MiB} MiB"
        );
        large.ShouldBeLessThan(small + Margin);
    }

    /// <summary>Of a hub that dehydrates, and hydrates, one module with one file.</summary>
    private static async Task<long> PeakAsync(long length)
    {
        await using var sandbox = new Sandbox();
        using var hub = await ServingHub.StartAsync(
            sandbox,
            sandbox.Folder("hub"),
            "--hub-instance-provision-threads=0"
        );
        await hub.DoAsync("m1", "provision");
        var file = sandbox.Folder("hub/servers/m1/large");
        Write(file, length);
        var given = (await hub.DoAsync("m1", "deprovision"))["hydration"]!;
        given["movedBytes"]!.GetValue<long>().ShouldBe(length);
        File.Exists(file).ShouldBeFalse();
        var taken = (await hub.DoAsync("m1", "provision"))["hydration"]!;
        taken["movedBytes"]!.GetValue<long>().ShouldBe(length);
        new FileInfo(file).Length.ShouldBe(length);
        var peak = hub.PeakMemory;
        await hub.EndAsync();
        return peak;
    }

    private static void Write(string path, long length)
    {
        var block = new byte[MiB];
        var random = new Random(1);
        using var file = File.OpenHandle(path, FileMode.Create, FileAccess.Write);
        for (long at = 0; at < length; at += block.Length)
        {
            random.NextBytes(block);
            RandomAccess.Write(file, block, at);
        }
    }
}
