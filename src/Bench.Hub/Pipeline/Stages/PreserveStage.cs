using System.Text;
using Bench.Hub.Pipeline.Baselines;
using Bench.Hub.Pipeline.Files;
using Bench.Model.Hub;
using Bench.Model.Json;

namespace Bench.Hub.Pipeline.Stages;

/// <summary>What preserving works with.</summary>
public sealed record PreserveRequest
{
    public required IBaselineSpace Space { get; init; }

    /// <summary>The seeded backend's data, and where it is to stay.</summary>
    public required string Source { get; init; }
    public required string Destination { get; init; }

    /// <summary>Whether the source is left as it is.</summary>
    public required bool Copy { get; init; }
}

/// <summary>
/// After stage B: keeps the seeded backend as the baseline of every stage C, with a digest and where it comes from. Killed
/// and run again it goes on: a place counts as preserved only with its record, which comes last.
/// </summary>
public sealed class PreserveStage(TimeProvider time, string benchVersion, Action<string> say)
{
    /// <exception cref="PipelineInputException">There is nothing to preserve, or something is there already.</exception>
    public async Task<HubPreserved> RunAsync(PreserveRequest request, CancellationToken cancel)
    {
        RequiredPaths.PlacesApart("--dest", request.Destination, "--backend-dir", request.Source);
        using var locks = await FolderLocks.TakeAsync(
            [request.Space.LockOf(request.Source), request.Space.LockOf(request.Destination)],
            time,
            say
        );
        var source = await request.Space.ReadAsync(request.Source, BaselineFiles.Seeded, cancel);
        var (seeded, digest) = await BringAsync(request, source, cancel);
        var preserved = seeded with
        {
            BenchVersion = benchVersion,
            PreservedAt = time.GetUtcNow(),
            HostName = Environment.MachineName,
            Baseline = new HubBaseline
            {
                Digest = digest.Digest,
                Objects = digest.Files,
                Bytes = digest.Bytes,
            },
        };
        await request.Space.WriteAsync(
            request.Destination,
            BaselineFiles.ReadMe,
            Encoding.UTF8.GetBytes(BaselineReadMe.Of(preserved, request.Source, request.Copy)),
            cancel
        );
        await request.Space.WriteAsync(
            request.Destination,
            BaselineFiles.Preserved,
            Documents.Write(preserved),
            cancel
        );
        await request.Space.RemoveAsync(request.Destination, BaselineFiles.Unfinished, cancel);
        if (!request.Copy && source is not null)
        {
            // Nothing is left of it if it was renamed.
            await request.Space.DeleteAsync(request.Source, cancel);
        }
        return preserved;
    }

    /// <summary>Data and what is known of it at the destination, but for the record.</summary>
    private async Task<(HubPreserved Seeded, TreeDigest Digest)> BringAsync(
        PreserveRequest request,
        byte[]? source,
        CancellationToken cancel
    )
    {
        var (space, from, to) = (request.Space, request.Source, request.Destination);
        var unfinished = await space.ReadAsync(to, BaselineFiles.Unfinished, cancel);
        var isPreserved = await space.ReadAsync(to, BaselineFiles.Preserved, cancel) is not null;
        if (
            !isPreserved
            && unfinished.AsSpan().SequenceEqual(BaselineFiles.ByMoveTo(to))
            && await space.ReadAsync(to, BaselineFiles.Seeded, cancel) is { } moved
            // Unless something else was seeded meanwhile.
            && (source is null || source.AsSpan().SequenceEqual(moved))
        )
        {
            say($"{to}: going on with what an interrupted move has brought there");
            return (
                Documents.Read<HubPreserved>(moved, $"{to}/{BaselineFiles.Seeded}"),
                await space.DigestAsync(to, cancel)
            );
        }
        var isHalf = unfinished.AsSpan().SequenceEqual(BaselineFiles.ByCopy);
        if (isPreserved || (!isHalf && await space.HasDataAsync(to, cancel)))
        {
            throw new PipelineInputException(
                $"--dest {to}: something is there already, and a baseline is never replaced; delete it yourself, or name another place"
            );
        }
        var seeded = await SeededAsync(request, source, cancel);
        if (!request.Copy)
        {
            await OwnPlaces.CheckAsync(space, from, cancel);
        }
        // It has no data, or half of an interrupted copy.
        await space.DeleteAsync(to, cancel);
        if (!request.Copy)
        {
            await space.WriteAsync(
                from,
                BaselineFiles.Unfinished,
                BaselineFiles.ByMoveTo(to),
                cancel
            );
        }
        var digest = request.Copy ? null : await space.TryMoveAsync(from, to, cancel);
        return (seeded, digest ?? await space.CopyAsync(from, to, cancel));
    }

    private static async Task<HubPreserved> SeededAsync(
        PreserveRequest request,
        byte[]? seeded,
        CancellationToken cancel
    )
    {
        if (seeded is null || !await request.Space.HasDataAsync(request.Source, cancel))
        {
            throw new PipelineInputException(
                $"--backend-dir {request.Source}: no seeded backend is there ({BaselineFiles.Seeded} is missing); run 'bench hub seed' to its end first"
            );
        }
        return Documents.Read<HubPreserved>(seeded, $"{request.Source}/{BaselineFiles.Seeded}");
    }
}
