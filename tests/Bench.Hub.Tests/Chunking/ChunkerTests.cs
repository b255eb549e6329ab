using Bench.Hub.Chunking;
using Bench.Hub.Tests.Support;

namespace Bench.Hub.Tests.Chunking;

public sealed class ChunkerTests
{
    private const int Average = 4096;

    [Test]
    public void Chunks_are_the_whole_file_within_their_bounds()
    {
        foreach (var length in (int[])[1, 1023, 1024, 1025, 16_384, 16_385, 1_000_000])
        {
            var chunks = Cut(ModuleTree.Bytes(length, length));
            chunks[0].Offset.ShouldBe(0);
            chunks
                .Zip(chunks.Skip(1))
                .ShouldAllBe(pair => pair.First.Offset + pair.First.Length == pair.Second.Offset);
            chunks.Sum(chunk => chunk.Length).ShouldBe(length);
            chunks.ShouldAllBe(chunk => chunk.Length <= Average * 4);
            chunks.SkipLast(1).ShouldAllBe(chunk => chunk.Length > Average / 4);
        }
    }

    [Test]
    public void Chunks_have_about_the_length_that_was_asked_for() =>
        Cut(ModuleTree.Bytes(4_000_000, 9))
            .Average(chunk => chunk.Length)
            .ShouldBeInRange(Average / 2, Average * 2);

    [Test]
    public void Bytes_put_in_change_only_the_chunks_around_them()
    {
        var content = ModuleTree.Bytes(1_000_000, 5);
        var before = Cut(content).Select(chunk => chunk.Hash).ToHashSet();
        var after = Cut([.. content[..500_000], 42, .. content[500_000..]]);
        after.Count(chunk => !before.Contains(chunk.Hash)).ShouldBeInRange(1, 4);
    }

    [Test]
    public void Bytes_that_are_all_the_same_are_cut_too() =>
        Cut(new byte[100_000]).ShouldAllBe(chunk => chunk.Length <= Average * 4);

    private static List<FileChunk> Cut(byte[] content)
    {
        using var area = new TestArea();
        using var file = File.OpenHandle(ModuleTree.Write(area.PathOf("cut"), "file", content));
        return [.. Chunker.Cut(file, content.Length, Average)];
    }
}
