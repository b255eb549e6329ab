using Bench.Cli.Hubs;
using Bench.Host.Tests;
using Bench.Hub.Hydration;
using Bench.Hub.Modules;

namespace Bench.Cli.Tests.Hubs;

/// <summary>What the flags of hydration do to what is stored and fetched.</summary>
internal sealed class HubStorageTests
{
    private static readonly ModuleId Module = ModuleId.Parse("m");
    private TempFolder _folder = null!;

    [SetUp]
    public void Make() => _folder = new TempFolder();

    [TearDown]
    public void Delete() => _folder.Dispose();

    [TestCase(1)]
    [TestCase(10, "--hub-hydration-enable-pack=false")]
    [TestCase(10, "--hub-hydration-pack-threshold=1000")]
    [TestCase(3, "--hub-hydration-pack-threshold=4096", "--hub-hydration-pack-size=4KiB")]
    public async Task Files_are_put_together_as_the_flags_say(int objects, params string[] flags)
    {
        for (var i = 0; i < 10; i++)
        {
            Write($"{i}", 1000, seed: i);
        }
        using var storage = Open(flags);
        await storage.DehydrateAsync(Module, From, null, CancellationToken.None);
        Stored().Length.ShouldBe(objects);
    }

    [TestCase("--hub-hydration-enable-chunks=false", false)]
    [TestCase("--hub-hydration-enable-chunks", true)]
    public async Task Large_files_are_cut_if_the_flag_says_so(string flag, bool isCut)
    {
        Write("large", 10 << 20, seed: 1);
        using var storage = Open(flag);
        await storage.DehydrateAsync(Module, From, null, CancellationToken.None);
        (Stored().Length > 1).ShouldBe(isCut);
    }

    [TestCase("20 3000 4000 5000")]
    [TestCase("5000 4000 20 3000", "--hub-hydration-first=meta/", "--hub-hydration-first=index")]
    [TestCase("3000 20 4000 5000", "--hub-hydration-first=big")]
    public async Task What_is_needed_first_is_fetched_first(string lengths, params string[] flags)
    {
        Write("big", 3000, seed: 1);
        Write("index", 4000, seed: 2);
        Write("little", 20, seed: 3);
        Write("meta/x", 5000, seed: 4);
        using var storage = Open([
            .. flags,
            "--hub-hydration-enable-pack=false",
            "--hub-hydration-threads=0",
        ]);
        await storage.DehydrateAsync(Module, From, null, CancellationToken.None);
        var fetched = new Fetched();
        await storage.HydrateAsync(Module, _folder.File("to"), fetched, CancellationToken.None);
        string.Join(' ', fetched.Lengths).ShouldBe(lengths);
    }

    [Test]
    public void A_threshold_above_the_size_of_a_pack_is_wrong_usage() =>
        Should
            .Throw<UsageException>(() => Open("--hub-hydration-pack-size=8192"))
            .Message.ShouldContain("PackThreshold");

    private string From => _folder.File("from");

    private ModuleStorage Open(params IReadOnlyList<string> flags) =>
        HubStorage.Open(
            ServedSettings.Of(["--data-dir", _folder.File("hub"), .. flags]).Settings,
            TimeProvider.System
        );

    private string[] Stored() =>
        Directory.GetFiles(
            _folder.File("hub/hydration_storage/content"),
            "*",
            SearchOption.AllDirectories
        );

    private void Write(string path, int length, int seed)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        var full = Path.Combine(From, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllBytes(full, bytes);
    }

    /// <summary>How long what was fetched is, one after the other.</summary>
    private sealed class Fetched : IProgress<HydrationProgress>
    {
        private long _before;

        public List<long> Lengths { get; } = [];

        public void Report(HydrationProgress value)
        {
            if (value.DoneBytes > _before)
            {
                Lengths.Add(value.DoneBytes - _before);
                _before = value.DoneBytes;
            }
        }
    }
}
