using Bench.Model.Decisions;
using Bench.Model.Json;
using Bench.Model.Results;
using Bench.Model.Runs;
using Bench.Model.Sealing;
using Bench.Protocol.Commits;
using Bench.Protocol.Records;
using Bench.Protocol.Runs;
using Bench.Protocol.Sealing;

namespace Bench.Protocol.Manifests;

/// <summary>Writes the last form of every VM's manifest when a run is sealed.</summary>
public static class FinalManifests
{
    public static async Task WriteAsync(
        RecordStore records,
        LoadedRun run,
        Seal seal,
        IReadOnlyList<AttemptFacts> facts,
        TimeProvider time,
        CancellationToken cancel
    )
    {
        var sealedKeys = SealedKeys.Of(seal);
        var byVm = facts.ToLookup(fact => fact.Attempt.Vm, StringComparer.Ordinal);
        await InFlight.ForEachAsync(
            run.Config.Vms,
            (vm, token) =>
                WriteAsync(
                    records,
                    run.Config,
                    seal,
                    vm.Name,
                    [.. byVm[vm.Name].Select(fact => AsSealed(fact, sealedKeys))],
                    time,
                    token
                ),
            cancel
        );
    }

    private static async Task WriteAsync(
        RecordStore records,
        RunConfig config,
        Seal seal,
        string vm,
        IReadOnlyList<AttemptFacts> facts,
        TimeProvider time,
        CancellationToken cancel
    )
    {
        List<ManifestTest> tests = [.. facts.Select(fact => Test(config, seal, fact))];
        var before = await TryReadAsync(records, vm, cancel);
        var manifest = Build(config.BenchmarkId, vm, StatusOf(seal, tests), tests) with
        {
            StartTime = before?.StartTime ?? config.CreatedAt,
            EndTime = before is { Status: not ManifestStatus.Running, EndTime: { } end }
                ? end
                : time.GetUtcNow(),
        };
        await records.PutAsync(records.Keys.Manifest(vm), manifest, cancel);
    }

    /// <summary>A manifest with its counts taken from the tests.</summary>
    public static Manifest Build(
        string benchmarkId,
        string vm,
        ManifestStatus status,
        IReadOnlyList<ManifestTest> tests
    ) =>
        new()
        {
            Schema = Schemas.Manifest,
            VmName = vm,
            BenchmarkId = benchmarkId,
            Status = status,
            StartTime = default,
            TotalTests = tests.Count,
            CompletedTests = tests.Count(test => test.Status == TestStatus.Ok),
            FailedTests = tests.Count(test => test.Status == TestStatus.Failed),
            Tests = tests,
        };

    /// <summary>What a VM's tests say of the VM.</summary>
    public static ManifestStatus StatusOf(Seal seal, IReadOnlyList<ManifestTest> tests)
    {
        if (tests.All(test => test.Status == TestStatus.Ok))
        {
            return ManifestStatus.Completed;
        }
        return
            seal.Reason == SealReason.Cancelled
            && tests.Any(test => test.Status == TestStatus.Cancelled)
            ? ManifestStatus.Cancelled
            : ManifestStatus.Failed;
    }

    /// <summary>The attempt as the seal knows it: what was committed after the seal had been read does not count.</summary>
    private static AttemptFacts AsSealed(AttemptFacts fact, HashSet<string> sealedKeys) =>
        fact.Result is { } result && sealedKeys.Contains(result.Ref.Key)
            ? fact
            : fact with
            {
                Result = null,
                Iterations = [.. fact.Iterations.Where(i => sealedKeys.Contains(i.Record.Key))],
            };

    private static ManifestTest Test(RunConfig config, Seal seal, AttemptFacts fact)
    {
        var entry = config.Entry(fact.Attempt.MatrixId);
        return new ManifestTest
        {
            MatrixId = entry.MatrixId,
            TestId = entry.TestId,
            ConfigId = entry.ConfigId,
            ConfigLabel = entry.ConfigLabel,
            Status =
                fact.IsOk(config.Options.Iterations) ? TestStatus.Ok
                : fact.Result is not null ? TestStatus.Failed
                : seal.Reason == SealReason.Cancelled ? TestStatus.Cancelled
                : TestStatus.Missing,
            Attempt = fact.Attempt.Number,
            IterationsPlanned = config.Options.Iterations,
            IterationsOk = fact.Iterations.Count(i => i.Status == IterationStatus.Ok),
            IterationsFailed = fact.Iterations.Count(i => i.Status == IterationStatus.Failed),
            Reason = fact.Result?.Document.Reason,
            Params = entry.Params,
        };
    }

    /// <summary>The worker's own manifest; one that cannot be read is no reason to leave a run unsealed.</summary>
    private static async Task<Manifest?> TryReadAsync(
        RecordStore records,
        string vm,
        CancellationToken cancel
    )
    {
        try
        {
            return await records.GetAsync<Manifest>(records.Keys.Manifest(vm), cancel);
        }
        catch (DocumentException)
        {
            return null;
        }
    }
}
