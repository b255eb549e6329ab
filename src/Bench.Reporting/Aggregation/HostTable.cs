using Bench.Model.Results;
using Bench.Model.Runs;
using Bench.Reporting.Model;

namespace Bench.Reporting.Aggregation;

/// <summary>Collects the hosts and tools behind each VM and says whether the VMs are alike.</summary>
internal sealed class HostTable
{
    /// <summary>Equal machines differ by a little in what the kernel leaves of their memory.</summary>
    private const double MemoryTolerance = 0.02;

    private readonly Dictionary<string, HashSet<HostFacts>> _hosts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SortedDictionary<string, SortedSet<string>>> _tools = new(
        StringComparer.Ordinal
    );
    private readonly Dictionary<string, int> _entries = new(StringComparer.Ordinal);

    public void Add(EntryPart part)
    {
        foreach (var (vm, host, tools) in part.Hosts)
        {
            Of(_hosts, vm).Add(host);
            var versions = Of(_tools, vm);
            foreach (var (tool, version) in tools)
            {
                if (!versions.TryGetValue(tool, out var seen))
                {
                    versions.Add(tool, seen = new SortedSet<string>(StringComparer.Ordinal));
                }
                seen.Add(version);
            }
        }
        if (part.Entry.Vm is { } counted && part.Entry.Attempt is not null)
        {
            _entries[counted] = _entries.GetValueOrDefault(counted) + 1;
        }
    }

    public IReadOnlyList<ReportVm> Vms(IReadOnlyList<VmSpec> specs)
    {
        var byName = specs.ToDictionary(s => s.Name, StringComparer.Ordinal);
        var others = _hosts
            .Keys.Where(name => !byName.ContainsKey(name))
            .Order(StringComparer.Ordinal);
        return
        [
            .. specs
                .Select(s => s.Name)
                .Concat(others)
                .Select(name => Vm(name, byName.GetValueOrDefault(name))),
        ];
    }

    /// <summary>What differs over all hosts seen.</summary>
    public IReadOnlyList<string> Differences()
    {
        var hosts = _hosts.Values.SelectMany(h => h).ToList();
        var differences = new List<string>();
        AddIf(differences, "cpu_model", Differs(hosts.Select(h => h.CpuModel)));
        AddIf(differences, "cpu_count", hosts.Select(h => h.CpuCount).Distinct().Skip(1).Any());
        AddIf(differences, "memory_bytes", MemoryDiffers(hosts));
        AddIf(differences, "kernel", Differs(hosts.Select(h => h.Kernel)));
        var tools = _tools.Values.SelectMany(t => t);
        foreach (
            var tool in tools
                .GroupBy(t => t.Key, t => t.Value, StringComparer.Ordinal)
                .OrderBy(t => t.Key, StringComparer.Ordinal)
        )
        {
            AddIf(differences, tool.Key, Differs(tool.SelectMany(versions => versions)));
        }
        return differences;
    }

    private ReportVm Vm(string name, VmSpec? spec) =>
        new()
        {
            Name = name,
            VmClass = spec?.VmClass,
            Entries = _entries.GetValueOrDefault(name),
            Hosts =
            [
                .. _hosts
                    .GetValueOrDefault(name, [])
                    .OrderBy(h => h.HostName, StringComparer.Ordinal)
                    .ThenBy(h => h.BootId, StringComparer.Ordinal)
                    .ThenBy(h => h.Kernel, StringComparer.Ordinal)
                    .ThenBy(h => h.MemoryBytes)
                    .Select(Host),
            ],
            Tools = _tools
                .GetValueOrDefault(name, [])
                .ToDictionary(
                    t => t.Key,
                    t => (IReadOnlyList<string>)[.. t.Value],
                    StringComparer.Ordinal
                ),
        };

    private static ReportHost Host(HostFacts facts) =>
        new()
        {
            HostName = facts.HostName,
            BootId = facts.BootId,
            Kernel = facts.Kernel,
            CpuModel = facts.CpuModel,
            CpuCount = facts.CpuCount,
            MemoryBytes = facts.MemoryBytes,
        };

    private static bool Differs(IEnumerable<string> values) =>
        values.Distinct(StringComparer.Ordinal).Skip(1).Any();

    private static bool MemoryDiffers(List<HostFacts> hosts) =>
        hosts.Count > 1
        && hosts.Max(h => h.MemoryBytes) > hosts.Min(h => h.MemoryBytes) * (1 + MemoryTolerance);

    private static void AddIf(List<string> list, string name, bool condition)
    {
        if (condition)
        {
            list.Add(name);
        }
    }

    private static TValue Of<TValue>(Dictionary<string, TValue> table, string key)
        where TValue : new()
    {
        if (!table.TryGetValue(key, out var value))
        {
            table.Add(key, value = new TValue());
        }
        return value;
    }
}
