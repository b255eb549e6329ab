using Bench.Storage;

namespace Bench.Benchmarks.Harness;

/// <summary>Bench's own stores as a program, so that its whole processes stand against those of other tools.</summary>
internal static class BenchTransfer
{
    public const string Verb = "transfer";

    private static readonly ParallelOptions Many = new() { MaxDegreeOfParallelism = 32 };

    public static async Task<int> RunAsync(IReadOnlyList<string> args)
    {
        var (what, store, path) = (args[0], Stores.Open(args[1]), args[2]);
        switch (what)
        {
            case "put":
                await using (var file = Read(path))
                {
                    await store.PutAsync("large", file, default);
                }
                return 0;
            case "get":
                await GetAsync(store, "large", path);
                return 0;
            case "put-many":
                await Parallel.ForEachAsync(
                    Directory.EnumerateFiles(path),
                    Many,
                    async (file, cancel) =>
                        await store.PutAsync(
                            Path.GetFileName(file),
                            await File.ReadAllBytesAsync(file, cancel),
                            cancel
                        )
                );
                return 0;
            case "get-many":
                Directory.CreateDirectory(path);
                await Parallel.ForEachAsync(
                    store.ListAsync("", default),
                    Many,
                    async (found, _) =>
                        await GetAsync(store, found.Key, Path.Combine(path, found.Key))
                );
                return 0;
            default:
                return 2;
        }
    }

    /// <summary>The arguments of a process that does this, for the program <c>dotnet</c>.</summary>
    public static IReadOnlyList<string> Arguments(string what, string uri, string path) =>
        [typeof(BenchTransfer).Assembly.Location, Verb, what, uri, path];

    private static async Task GetAsync(IObjectStore store, string key, string path)
    {
        await using var content =
            await store.OpenAsync(key, default)
            ?? throw new InvalidOperationException($"{key} is not there");
        await using var file = new FileStream(
            path,
            FileMode.Create,
            FileAccess.Write,
            FileShare.None,
            bufferSize: 0
        );
        await content.CopyToAsync(file, 1 << 20);
    }

    private static FileStream Read(string path) =>
        new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
}
