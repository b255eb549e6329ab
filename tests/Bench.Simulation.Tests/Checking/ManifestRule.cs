using Bench.Model.Json;
using Bench.Model.Results;
using Bench.Model.Sealing;
using Bench.Simulation.Tests.Scheduling;
using Bench.Simulation.Tests.Stores;

namespace Bench.Simulation.Tests.Checking;

/// <summary>The last form of a manifest, as a coordinator leaves it, says what the seal says.</summary>
internal sealed class ManifestRule : IRule
{
    public IEnumerable<string> Check(Evidence evidence)
    {
        if (evidence.Seal is not { } written || evidence.Config is not { } config)
        {
            yield break;
        }
        foreach (var vm in config.Vms)
        {
            var last = evidence.History.LastOrDefault(w =>
                w.Key == evidence.Keys.Manifest(vm.Name)
            );
            if (last is null)
            {
                yield return $"{vm.Name} has no manifest";
                continue;
            }
            if (IsOverwritten(last))
            {
                continue;
            }
            var manifest = Documents.Read<Manifest>(last.Content, last.Key);
            var expected = written
                .Document.Entries.Where(e => e.Vm == vm.Name)
                .ToLookup(e => e.MatrixId);
            foreach (var test in manifest.Tests)
            {
                if (
                    expected[test.MatrixId].FirstOrDefault() is { } entry
                    && entry.Attempt == test.Attempt
                    && WordOf(entry.Status) != test.Status
                )
                {
                    yield return $"{last.Key} says {test.Status} of entry {test.MatrixId}, the seal {entry.Status}";
                }
            }
            if (manifest.Status == ManifestStatus.Running)
            {
                yield return $"{last.Key} says that the VM runs";
            }
        }
    }

    /// <summary>A worker that was on its way with its own form when the run was sealed.</summary>
    public static bool IsOverwritten(Write last) => last.By is { } by && IsWorker(by);

    private static bool IsWorker(SimProcess process) =>
        process.Name.StartsWith("vm-", StringComparison.Ordinal);

    private static TestStatus WordOf(EntryStatus status) =>
        status switch
        {
            EntryStatus.Ok => TestStatus.Ok,
            EntryStatus.Failed => TestStatus.Failed,
            EntryStatus.Cancelled => TestStatus.Cancelled,
            _ => TestStatus.Missing,
        };
}
