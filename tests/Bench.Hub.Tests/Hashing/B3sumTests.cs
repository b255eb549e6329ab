using System.Diagnostics;
using Bench.Hub.Hashing;
using Bench.Hub.Tests.Support;

namespace Bench.Hub.Tests.Hashing;

/// <summary>Files against the program <c>b3sum</c>.</summary>
public sealed class B3sumTests
{
    [Test]
    public async Task Files_of_random_lengths_have_the_hashes_that_b3sum_gives()
    {
        using var area = new TestArea();
        var folder = Directory.CreateDirectory(area.PathOf("files")).FullName;
        const int seed = 20_261_128;
        var random = new Random(seed);
        // Around the lengths where the way of reading changes, and anywhere.
        List<int> lengths = [0, 256 * 1024, (256 * 1024) + 1, (16 << 20) - 1, 16 << 20, 20_000_001];
        lengths.AddRange(Enumerable.Range(0, 40).Select(_ => random.Next(1 << random.Next(1, 21))));
        var paths = lengths
            .Select(
                (length, i) =>
                    ModuleTree.Write(folder, $"{i:D3}", ModuleTree.Bytes(length, seed + i))
            )
            .ToList();
        var expected = await B3sumAsync(paths);
        for (var i = 0; i < paths.Count; i++)
        {
            var what = $"{lengths[i]} bytes";
            FileHash.Of(paths[i], join: false).ToString().ShouldBe(expected[i], what);
            FileHash.Of(paths[i], join: true).ToString().ShouldBe(expected[i], what);
            var content = ModuleTree.Bytes(lengths[i], seed + i);
            foreach (var lanes in Widths.All)
            {
                TreeHash.Of(content, lanes).ToString().ShouldBe(expected[i], what);
            }
        }
    }

    private static async Task<IReadOnlyList<string>> B3sumAsync(IReadOnlyList<string> paths)
    {
        var start = new ProcessStartInfo("b3sum", ["--no-names", .. paths])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
