using System.Security.Cryptography;
using Bench.Benchmarks.Harness;
using Bench.Hub.Hashing;

namespace Bench.Benchmarks.Suites;

/// <summary>Hashing of bytes in memory and of a file, against b3sum and SHA-256.</summary>
internal sealed class Blake3Benchmark : IBenchmark
{
    private const int Bytes = 256 << 20;
    private const int SmallBytes = 8 << 10;

    public string Name => "blake3";

    public string Claim =>
        "256 MiB hashed by BLAKE3 ÷ b3sum, with one thread and with all, and ÷ SHA-256, also 8 KiB at a time";

    public async Task<IReadOnlyList<string>> RunAsync(int pairs, TimeProvider time)
    {
        using var workspace = new Workspace();
        var path = workspace.File("content");
        await Payload.WriteAsync(path, Bytes);
        var content = await File.ReadAllBytesAsync(path);
        var measured = new InterleavedPairs(pairs, time);
        Task One() => InMemory(() => Hash(content, join: false));
        Task All() => InMemory(() => Hash(content, join: true));
        var one = await measured.MeasureAsync(
            One,
            () => Shell.RunAsync("b3sum", "--num-threads", "1", path)
        );
        var all = await measured.MeasureAsync(All, () => Shell.RunAsync("b3sum", path));
        var sha = await measured.MeasureAsync(One, () => InMemory(() => SHA256.HashData(content)));
        var small = await measured.MeasureAsync(
            () => InMemory(() => InSmall(content, piece => ContentHash.Of(piece))),
            () => InMemory(() => InSmall(content, piece => SHA256.HashData(piece)))
        );
        return
        [
            $"one thread ÷ b3sum --num-threads 1: {one.Describe()}, {Rate(one.OurSeconds)}",
            $"all threads ÷ b3sum: {all.Describe()}, {Rate(all.OurSeconds)}",
            $"one thread ÷ SHA-256: {sha.Describe()}, SHA-256 {Rate(sha.PeerSeconds)}",
            $"one thread ÷ SHA-256, each 8 KiB: {small.Describe()}, {Rate(small.OurSeconds)}, SHA-256 {Rate(small.PeerSeconds)}",
        ];
    }

    private static string Rate(double seconds) =>
        FormattableString.Invariant($"{Bytes / seconds / 1e9:0.00} GB/s");

    private static Task InMemory(Action hash)
    {
        hash();
        return Task.CompletedTask;
    }

    private static void Hash(byte[] content, bool join)
    {
        var hasher = new TreeHasher();
        if (join)
        {
            hasher.UpdateJoined(content);
        }
        else
        {
            hasher.Update(content);
        }
        _ = hasher.Finish();
    }

    /// <summary>As small files are hashed: each by itself.</summary>
    private static void InSmall(byte[] content, HashOne hash)
    {
        for (var start = 0; start < content.Length; start += SmallBytes)
        {
            hash(content.AsSpan(start, SmallBytes));
        }
    }

    private delegate void HashOne(ReadOnlySpan<byte> content);
}
