using System.Globalization;
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

/// <summary>After stage B: keeps the seeded backend as the baseline of every stage C, with a digest and where it comes from.</summary>
public sealed class PreserveStage(TimeProvider time, string benchVersion)
{
    /// <exception cref="PipelineInputException">There is nothing to preserve, or something is there already.</exception>
    public async Task<HubPreserved> RunAsync(PreserveRequest request, CancellationToken cancel)
    {
        var seeded = await SeededAsync(request, cancel);
        if (await request.Space.HasDataAsync(request.Destination, cancel))
        {
            throw new PipelineInputException(
                $"--dest {request.Destination}: something is there already, and a baseline is never replaced; delete it yourself, or name another place"
            );
        }
        // What an interrupted move has left has no data: only then is it cleared away.
        await request.Space.DeleteAsync(request.Destination, cancel);
        var digest = request.Copy
            ? await request.Space.CopyAsync(request.Source, request.Destination, cancel)
            : await request.Space.MoveAsync(request.Source, request.Destination, cancel);
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
            Encoding.UTF8.GetBytes(ReadMe(preserved, request)),
            cancel
        );
        await request.Space.WriteAsync(
            request.Destination,
            BaselineFiles.Preserved,
            Documents.Write(preserved),
            cancel
        );
        return preserved;
    }

    private static async Task<HubPreserved> SeededAsync(
        PreserveRequest request,
        CancellationToken cancel
    )
    {
        var seeded = await request.Space.ReadAsync(request.Source, BaselineFiles.Seeded, cancel);
        if (seeded is null || !await request.Space.HasDataAsync(request.Source, cancel))
        {
            throw new PipelineInputException(
                $"--backend-dir {request.Source}: no seeded backend is there ({BaselineFiles.Seeded} is missing); run 'bench hub seed' to its end first"
            );
        }
        return Documents.Read<HubPreserved>(seeded, $"{request.Source}/{BaselineFiles.Seeded}");
    }

    private static string ReadMe(HubPreserved preserved, PreserveRequest request) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"""
            A seeded hydration backend, kept as the baseline of 'bench hub perf'. Do not change it: its digest is
            checked at each use.

            modules      {preserved.Modules.Count}
            objects      {preserved.Baseline!.Objects}
            bytes        {preserved.Baseline.Bytes}
            digest       {preserved.Baseline.Digest}
            backend      {preserved.Backend}, bucket {preserved.Bucket}
            {(request.Copy ? "copied from " : "moved from  ")} {request.Source}
            on           {preserved.HostName}, {preserved.PreservedAt:u}
            by           bench {preserved.BenchVersion}

            """
        );
}
