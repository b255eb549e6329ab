using Bench.Model.Json;
using Bench.Model.Runs;
using Bench.Protocol.Records;
using Bench.Storage;

namespace Bench.Protocol.Runs;

/// <summary>Brings a run into being: one write claims the id and is the whole run; copies follow from it.</summary>
public sealed class RunCreation(RecordStore records)
{
    /// <summary>Claims the run's id.</summary>
    /// <exception cref="RunIdTakenException">The id names another run.</exception>
    public async Task ClaimIdAsync(RunConfig config, CancellationToken cancel)
    {
        var outcome = await records.CreateAsync(records.Keys.Config, config, cancel);
        if (!outcome.Won)
        {
            throw new RunIdTakenException(records.RunUri, outcome.Record.CreatedAt);
        }
    }

    /// <summary>
    /// Writes what is derived from <c>config.json</c> and not there yet. Safe to repeat by anyone: the bytes are a
    /// function of the config.
    /// </summary>
    public async Task CompleteCopiesAsync(
        LoadedRun run,
        IEnumerable<JobSpec> specs,
        CancellationToken cancel
    )
    {
        var inputs = run.Config.Inputs;
        await CreateAsync(records.Keys.TestCases, inputs.TestCsv.Content, cancel);
        if (inputs.ConfigsCsv is { } configs)
        {
            await CreateAsync(records.Keys.Configs, configs.Content, cancel);
        }
        await CreateAsync(records.Keys.JobFile, inputs.JobFile.Content, cancel);
        await InFlight.ForEachAsync(
            [.. specs],
            (spec, token) =>
                CreateAsync(records.Keys.JobSpec(spec.VmName), Documents.Write(spec), token),
            cancel
        );
    }

    private async Task CreateAsync(string key, byte[] content, CancellationToken cancel)
    {
        if (await records.Store.TryCreateAsync(key, content, cancel))
        {
            return;
        }
        var found = await records.Store.GetAsync(key, cancel);
        if (found is null || !found.AsSpan().SequenceEqual(content))
        {
            throw new StoreException(
                StoreError.Corrupt,
                records.UriOf(key),
                "it is not what config.json says it must be",
                "it was changed by something else, or written by another version of Bench; start a new run"
            );
        }
    }
}

/// <summary>A run's id is taken. Ids are never reused.</summary>
public sealed class RunIdTakenException(string uri, DateTimeOffset createdAt)
    : Exception(
        $"{uri} is taken: a run of this id was created at {createdAt:u}; "
            + "choose another --benchmark-id, or go on with that run by 'bench resume'"
    );
