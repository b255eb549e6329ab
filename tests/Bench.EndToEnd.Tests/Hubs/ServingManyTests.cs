using System.Globalization;
using Bench.EndToEnd.Tests.Harness;

namespace Bench.EndToEnd.Tests.Hubs;

/// <summary>A hub with hundreds and thousands of modules.</summary>
public sealed class ServingManyTests
{
    private const int FilesOfModule = 3;

    /// <summary>Of the hub with no modules, and of each module with its server and its port.</summary>
    private const long BaseMemory = 200L << 20;
    private const long MemoryOfModule = 256 << 10;

    [Test]
    public Task Two_hundred_modules() => ServeAsync(200);

    [Test, Explicit, Category("Soak")]
    public Task A_thousand_modules() => ServeAsync(1000);

    private static async Task ServeAsync(int modules)
    {
        await using var sandbox = new Sandbox();
        var made = sandbox.Folder("made");
        (
            await sandbox.BenchAsync(
                "hub",
                "make-modules",
                "--dir",
                made,
                "--modules",
                modules.ToString(CultureInfo.InvariantCulture),
                "--files",
                FilesOfModule.ToString(CultureInfo.InvariantCulture),
                "--size",
                "1k-8k"
            )
        ).ShouldHaveCode(0);
        string[] ids = [.. Directory.GetDirectories(made).Select(path => Path.GetFileName(path))];
        ids.Length.ShouldBe(modules);
        var servers = sandbox.Folder("hub/servers");
        using var hub = await ServingHub.StartAsync(sandbox, sandbox.Folder("hub"));

        await AllAsync(hub, ids, "provision", states => states.Count == modules);
        PipelineBed.Fill(made, servers);
        await AllAsync(hub, ids, "deprovision", states => states.Count == 0);
        Directory
            .GetDirectories(servers)
            .Select(Path.GetFileName)
            .ShouldBe([".bench-hub"], hub.Process.Errors);
        await AllAsync(hub, ids, "provision", states => states.Count == modules);

        PipelineBed.Served(servers).ShouldBe(PipelineBed.Tree(made));
        var page = await hub.TextAsync("");
        page.ShouldContain(ids.Order(StringComparer.Ordinal).First());
        page.Length.ShouldBeLessThan(1_000_000);
        (await hub.TextAsync($"?q={ids[^1]}")).ShouldContain(ids[^1]);
        TestContext.Out.WriteLine(
            $"{modules} modules: {hub.PeakMemory >> 20} MiB of memory at the most, a page of {page.Length} characters"
        );
        hub.PeakMemory.ShouldBeLessThan(BaseMemory + modules * MemoryOfModule);
        await AllAsync(hub, ids, "deprovision", states => states.Count == 0);
        await hub.EndAsync();
    }

    private static async Task AllAsync(
        ServingHub hub,
        IReadOnlyList<string> modules,
        string verb,
        Func<IReadOnlyDictionary<string, string>, bool> areAllLive
    )
    {
        await Parallel.ForEachAsync(
            modules,
            new ParallelOptions { MaxDegreeOfParallelism = 16 },
            async (module, _) =>
                (await hub.AskAsync(module, verb)).Code.ShouldBe(System.Net.HttpStatusCode.Accepted)
        );
        await hub.UntilAsync(
            states => areAllLive(states) && states.Values.All(state => state is "provisioned"),
            $"all modules are {verb}ed"
        );
    }
}
