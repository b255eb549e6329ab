using Bench.Model.Runs;
using Bench.Model.Sealing;
using Bench.Protocol.Records;

namespace Bench.Protocol.Runs;

/// <summary>A run's config as it was read, with its digest.</summary>
public sealed record LoadedRun(RunConfig Config, RecordRef Ref)
{
    /// <summary>
    /// What the run's processes, folders and data are marked with: two stores may hold runs of one id, and the digest
    /// keeps them apart.
    /// </summary>
    public string OwnerName => OwnerNameOf(Config.BenchmarkId, Ref.Sha256);

    public static string OwnerNameOf(string benchmarkId, string configSha256) =>
        $"{benchmarkId}.{configSha256[..12]}";

    /// <exception cref="RunNotFoundException">There is no such run.</exception>
    public static async Task<LoadedRun> LoadAsync(RecordStore records, CancellationToken cancel)
    {
        var stored =
            await records.GetWithRefAsync<RunConfig>(records.Keys.Config, cancel)
            ?? throw new RunNotFoundException(records.RunUri);
        return new LoadedRun(stored.Document, stored.Ref);
    }
}

/// <summary>No run of this name is in the store.</summary>
public sealed class RunNotFoundException(string uri)
    : Exception($"{uri}: there is no such run (no config.json); check the id and --artifacts");
