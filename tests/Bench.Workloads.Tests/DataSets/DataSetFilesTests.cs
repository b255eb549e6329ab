using System.Security.Cryptography;
using Bench.Host.Tests;
using Bench.Model.Runs;
using Bench.Workloads.DataSets;

namespace Bench.Workloads.Tests.DataSets;

public sealed class DataSetFilesTests
{
    private static readonly DataFile[] Files =
    [
        new("a/one", (3 << 20) + 5),
        new("a/two", (3 << 20) + 5),
        new("empty", 0),
        new("tiny", 3),
    ];

    [Test]
    public async Task Files_have_their_lengths_and_the_same_content_each_time()
    {
        using var folder = new TempFolder();
        await DataSetFiles.WriteAsync(folder.File("1"), Files, default);
        await DataSetFiles.WriteAsync(folder.File("2"), [.. Files.Reverse()], default);

        foreach (var file in Files)
        {
            var bytes = await File.ReadAllBytesAsync(Path.Combine(folder.File("1"), file.Path));
            bytes.LongLength.ShouldBe(file.Bytes);
            bytes.ShouldBe(await File.ReadAllBytesAsync(Path.Combine(folder.File("2"), file.Path)));
        }
    }

    [Test]
    public async Task No_two_mebibytes_are_alike()
    {
        using var folder = new TempFolder();
        await DataSetFiles.WriteAsync(folder.File("1"), Files, default);

        var digests = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in (string[])["a/one", "a/two"])
        {
            var bytes = await File.ReadAllBytesAsync(Path.Combine(folder.File("1"), name));
            foreach (var part in bytes.Chunk(1 << 20))
            {
                digests.Add(Convert.ToHexString(SHA256.HashData(part)));
            }
        }
        digests.Count.ShouldBe(8);
    }

    [Test]
    public void The_digest_knows_paths_and_lengths_and_not_their_order()
    {
        var digest = DataSetFiles.DigestOf(Files);
        DataSetFiles.DigestOf([.. Files.Reverse()]).ShouldBe(digest);
        DataSetFiles.DigestOf([.. Files.Skip(1)]).ShouldNotBe(digest);
        DataSetFiles.DigestOf([.. Files.SkipLast(1), new DataFile("tiny", 4)]).ShouldNotBe(digest);
        DataSetFiles.DigestOf([.. Files.SkipLast(1), new DataFile("tim", 3)]).ShouldNotBe(digest);
    }
}
