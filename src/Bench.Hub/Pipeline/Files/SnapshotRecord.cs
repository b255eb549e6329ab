using Bench.Hub.Files;
using Bench.Model.Hub;
using Bench.Model.Json;

namespace Bench.Hub.Pipeline.Files;

/// <summary>The file of a snapshot's folder that says where its modules come from. A file is no module.</summary>
internal static class SnapshotRecord
{
    public const string Name = "bench-snapshot.json";

    /// <summary>Null where there is none: modules that were made, or taken by an older version.</summary>
    /// <exception cref="DocumentException">What is there cannot be read.</exception>
    public static HubSnapshot? Read(string folder)
    {
        var path = Path.Combine(folder, Name);
        return File.Exists(path)
            ? Documents.Read<HubSnapshot>(File.ReadAllBytes(path), path)
            : null;
    }

    /// <summary>Adds a source, unless it is there; then it is told with the time of now.</summary>
    /// <exception cref="DocumentException">What is there cannot be read.</exception>
    public static async Task AddAsync(
        string folder,
        HubSource source,
        string benchVersion,
        CancellationToken cancel
    )
    {
        var others = (Read(folder)?.Sources ?? []).Where(other =>
            other with { TakenAt = source.TakenAt } != source
        );
        Directory.CreateDirectory(folder);
        await WholeFile.WriteAsync(
            Path.Combine(folder, Name),
            Documents.Write(
                new HubSnapshot
                {
                    Schema = Schemas.HubSnapshot,
                    BenchVersion = benchVersion,
                    Sources = [.. others, source],
                }
            ),
            cancel
        );
    }
}
