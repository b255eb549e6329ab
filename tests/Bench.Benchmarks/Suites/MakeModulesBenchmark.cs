using Bench.Benchmarks.Harness;

namespace Bench.Benchmarks.Suites;

/// <summary>
/// <c>bench hub make-modules</c> into memory, where no disk is the limit, against what only moves bytes.
/// </summary>
internal sealed class MakeModulesBenchmark(HubSizes sizes) : IBenchmark
{
    private const string Memory = "/dev/shm";

    public string Name => "make-modules";

    public string Claim =>
        $"'bench hub make-modules', whole processes, into {Memory}: {sizes.Modules} modules × {ModuleTrees.FilesPerModule} files of 1–16 KiB "
        + $"÷ 'cp -r' of the same tree; {sizes.LargeFiles} × {sizes.LargeMebibytes} MiB ÷ 'dd' of as many zeros, and ÷ 'cp -r'; at most 1";

    public async Task<IReadOnlyList<string>> RunAsync(int pairs, TimeProvider time)
    {
        var root = Directory.CreateDirectory(Path.Combine(Memory, $"bench-{Guid.NewGuid():N}"));
        try
        {
            return await MeasureAsync(root.FullName, new InterleavedPairs(pairs, time));
        }
        finally
        {
            root.Delete(recursive: true);
        }
    }

    private async Task<IReadOnlyList<string>> MeasureAsync(string root, InterleavedPairs measured)
    {
        var (source, target) = (Path.Combine(root, "source"), Path.Combine(root, "target"));
        Task Copy() => Shell.RunAsync("cp", "-r", source, target);
        Task Zeros() =>
            Shell.RunAsync(
                "dd",
                "if=/dev/zero",
                $"of={target}",
                "bs=1M",
                $"count={(long)sizes.LargeFiles * sizes.LargeMebibytes}"
            );
        Task Tidy() => Delete(target);

        await MakeSmallAsync(source);
        var small = await measured.MeasureAsync(() => MakeSmallAsync(target), Copy, Tidy);
        await Delete(source);
        await MakeLargeAsync(source);
        var copy = await measured.MeasureAsync(() => MakeLargeAsync(target), Copy, Tidy);
        await Delete(source);
        var zeros = await measured.MeasureAsync(() => MakeLargeAsync(target), Zeros, Tidy);
        var bytes = (double)sizes.LargeFiles * sizes.LargeMebibytes * (1 << 20);
        return
        [
            $"small files ÷ cp -r: {small.Describe()}",
            FormattableString.Invariant(
                $"large files ÷ cp -r: {copy.Describe()}, {bytes / copy.OurSeconds / 1e9:0.00} GB/s"
            ),
            FormattableString.Invariant(
                $"large files ÷ dd:    {zeros.Describe()}, {bytes / zeros.OurSeconds / 1e9:0.00} GB/s"
            ),
        ];
    }

    private Task MakeSmallAsync(string folder) =>
        MakeAsync(folder, sizes.Modules, ModuleTrees.FilesPerModule, "1k-16k");

    private Task MakeLargeAsync(string folder) =>
        MakeAsync(folder, 1, sizes.LargeFiles, $"{sizes.LargeMebibytes}m");

    private static Task MakeAsync(string folder, int modules, int files, string size) =>
        Shell.RunAsync(
            "dotnet",
            Path.Combine(AppContext.BaseDirectory, "bench.dll"),
            "hub",
            "make-modules",
            "--dir",
            folder,
            "--modules",
            $"{modules}",
            "--files",
            $"{files}",
            "--size",
            size,
            "--duplicates",
            "0.3"
        );

    private static Task Delete(string path) => Shell.RunAsync("rm", "-rf", path);
}
