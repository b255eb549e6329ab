namespace Bench.Benchmarks.Harness;

/// <summary>Modules of many small files, some of which are the same in several.</summary>
internal static class ModuleTrees
{
    public const int FilesPerModule = 40;
    private const int LeastBytes = 1024;
    private const int MostBytes = 16 * 1024;
    private const double Duplicates = 0.3;

    /// <summary>Contents that the duplicates are drawn from.</summary>
    private const int Shared = 500;

    public static async Task WriteAsync(string root, int modules, int seed)
    {
        var random = new Random(seed);
        for (var module = 0; module < modules; module++)
        {
            var folder = Path.Combine(root, $"module-{module:D5}");
            for (var file = 0; file < FilesPerModule; file++)
            {
                var path = Path.Combine(folder, $"{file % 4}", $"{file:D3}.bin");
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                var content =
                    random.NextDouble() < Duplicates ? random.Next(Shared) : Shared + random.Next();
                var bytes = LeastBytes + (content % (MostBytes - LeastBytes));
                await Payload.WriteSmallAsync(path, bytes, content);
            }
        }
    }

    /// <summary>Gives some of the files of all modules new content: the bytes that changed.</summary>
    public static async Task<long> ChangeAsync(string root, double share, int seed)
    {
        var random = new Random(seed);
        long changed = 0;
        foreach (
            var path in Directory
                .EnumerateFiles(root, "*.bin", SearchOption.AllDirectories)
                .Order(StringComparer.Ordinal)
                .Where(_ => random.NextDouble() < share)
                .ToList()
        )
        {
            var bytes = (int)new FileInfo(path).Length;
            await Payload.WriteSmallAsync(path, bytes, random.Next());
            changed += bytes;
        }
        return changed;
    }
}
