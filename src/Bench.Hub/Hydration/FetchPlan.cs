using Bench.Hub.States;

namespace Bench.Hub.Hydration;

/// <summary>Where a piece goes.</summary>
internal readonly record struct Target(StateFile File, long Offset);

/// <summary>A piece that is needed, with all places that it goes to.</summary>
internal sealed record NeededBlob(StoredBlob Blob, IReadOnlyList<Target> Targets);

/// <summary>One request: bytes of an object with the pieces in them, in the order of their offsets.</summary>
internal sealed record Run(
    StoredObject Object,
    long Offset,
    long Length,
    IReadOnlyList<NeededBlob> Blobs
)
{
    public bool IsWhole => Offset == 0 && Length == Object.Length;
}

/// <summary>Which bytes are fetched in which order.</summary>
internal static class FetchPlan
{
    /// <summary>Bytes between two pieces that cost less than one more request.</summary>
    private const long Gap = 256 * 1024;

    /// <summary>Objects up to this length are fetched whole when half of them is needed, in bytes.</summary>
    private const long WholeBytes = 16 << 20;

    /// <param name="first">Paths in whose order to fetch; one that ends in '/' stands for all below.</param>
    public static IReadOnlyList<Run> Of(
        ModuleState state,
        IEnumerable<StateFile> files,
        IReadOnlyList<string> first
    )
    {
        var targets = new SortedDictionary<int, List<Target>>();
        foreach (var file in files)
        {
            long offset = 0;
            foreach (var index in file.Blobs)
            {
                if (!targets.TryGetValue(index, out var of))
                {
                    targets[index] = of = [];
                }
                of.Add(new Target(file, offset));
                offset += state.Blobs[index].Length;
            }
        }
        var runs = targets
            .Select(pair => new NeededBlob(state.Blobs[pair.Key], pair.Value))
            .GroupBy(needed => needed.Blob.Object)
            .SelectMany(group =>
                RunsOf(state.Objects[group.Key], [.. group.OrderBy(needed => needed.Blob.Offset)])
            );
        return [.. runs.OrderBy(run => Rank(run, first)).ThenBy(run => run.Length)];
    }

    private static IEnumerable<Run> RunsOf(StoredObject stored, IReadOnlyList<NeededBlob> needed)
    {
        if (
            stored.Length <= WholeBytes
            && needed.Sum(blob => blob.Blob.Length) * 2 >= stored.Length
        )
        {
            yield return new Run(stored, 0, stored.Length, needed);
            yield break;
        }
        var blobs = new List<NeededBlob>();
        long begin = 0;
        long end = 0;
        foreach (var next in needed)
        {
            var (offset, length) = (next.Blob.Offset, next.Blob.Length);
            if (blobs.Count > 0 && (offset - end > Gap || offset + length - begin > WholeBytes))
            {
                yield return new Run(stored, begin, end - begin, blobs);
                blobs = [];
            }
            begin = blobs.Count == 0 ? offset : begin;
            end = offset + length;
            blobs.Add(next);
        }
        yield return new Run(stored, begin, end - begin, blobs);
    }

    private static int Rank(Run run, IReadOnlyList<string> first) =>
        first.Count == 0
            ? 0
            : run
                .Blobs.SelectMany(blob => blob.Targets)
                .Min(target => Rank(target.File.Path, first));

    private static int Rank(string path, IReadOnlyList<string> first)
    {
        for (var i = 0; i < first.Count; i++)
        {
            if (
                path == first[i]
                || (first[i].EndsWith('/') && path.StartsWith(first[i], StringComparison.Ordinal))
            )
            {
                return i;
            }
        }
        return first.Count;
    }
}
