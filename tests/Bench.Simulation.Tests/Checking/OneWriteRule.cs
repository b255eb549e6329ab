using Bench.Simulation.Tests.Stores;

namespace Bench.Simulation.Tests.Checking;

/// <summary>What is created once is written once and stays; a raw file has one writer; nothing is deleted.</summary>
internal sealed class OneWriteRule : IRule
{
    public IEnumerable<string> Check(Evidence evidence)
    {
        foreach (var writes in evidence.History.GroupBy(write => write.Key))
        {
            var all = writes.ToList();
            if (all.Exists(write => write.Kind == WriteKind.Delete))
            {
                yield return $"{writes.Key} was deleted";
            }
            else if (IsRaw(writes.Key))
            {
                if (all.Exists(write => write.IssuedAt != all[0].IssuedAt || write.By != all[0].By))
                {
                    yield return $"raw file {writes.Key} was written twice";
                }
            }
            else if (!IsRewritten(writes.Key))
            {
                if (all.Count != 1 || all[0].Kind != WriteKind.Create)
                {
                    yield return $"{writes.Key} must be created once, and was written {all.Count} times";
                }
            }
        }
    }

    private static bool IsRaw(string key) =>
        key.Contains("/test-", StringComparison.Ordinal) && !Evidence.IsRecord(key);

    private static bool IsRewritten(string key) =>
        key.Contains("/progress/", StringComparison.Ordinal)
        || key.EndsWith("/manifest.json", StringComparison.Ordinal)
        || key.EndsWith("/worker.log", StringComparison.Ordinal)
        || key.EndsWith(".jsonl", StringComparison.Ordinal)
        || key.EndsWith("/leading.json", StringComparison.Ordinal);
}
