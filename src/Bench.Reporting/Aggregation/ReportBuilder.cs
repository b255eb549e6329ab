using Bench.Model.Json;
using Bench.Model.Runs;
using Bench.Model.Sealing;
using Bench.Reporting.Model;

namespace Bench.Reporting.Aggregation;

/// <summary>Puts the summaries of entries, in their order, together to a report.</summary>
internal sealed class ReportBuilder(RunConfig config, Seal seal, bool provisional)
{
    private readonly List<ReportEntry> _entries = [];
    private readonly List<CombinedEntry> _combined = [];
    private readonly List<ReplicatedEntry> _replicated = [];
    private readonly List<EntryStatus> _statuses = [];
    private readonly HostTable _hosts = new();
    private int _iterationsOk;
    private int _iterationsFailed;
    private double _measuredSeconds;
    private double _iterationSeconds;

    public void Add(EntrySummary summary)
    {
        var (parts, combined, replicated) = summary;
        foreach (var part in parts)
        {
            _entries.Add(part.Entry);
            _hosts.Add(part);
            _iterationsOk += part.Entry.IterationsOk;
            _iterationsFailed += part.IterationsFailed;
            _measuredSeconds += part.MeasuredSeconds;
            _iterationSeconds += part.IterationSeconds;
        }
        _statuses.Add(Worst(parts));
        if (combined is not null)
        {
            _combined.Add(combined);
        }
        if (replicated is not null)
        {
            _replicated.Add(replicated);
        }
    }

    public Report Build()
    {
        var differences = _hosts.Differences();
        return new Report
        {
            Schema = Schemas.Report,
            BenchmarkId = config.BenchmarkId,
            RunName = config.Options.RunName,
            ReportName = config.Options.ReportName,
            BenchVersion = config.BenchVersion,
            Provisional = provisional,
            Sealed = provisional ? null : seal.Reason,
            CreatedAt = config.CreatedAt,
            SealedAt = provisional ? null : seal.At,
            Seed = config.Seed,
            Summary = Summary(),
            Inputs = Inputs(),
            Options = config.Options,
            Configs = [.. config.Configs.Select(Config)],
            Vms = _hosts.Vms(config.Vms),
            Heterogeneous = differences.Count > 0,
            HeterogeneousIn = differences,
            Entries = _entries,
            Combined = _combined.Count > 0 ? _combined : null,
            Replicated = _replicated.Count > 0 ? _replicated : null,
        };
    }

    private static EntryStatus Worst(IReadOnlyList<EntryPart> parts)
    {
        EntryStatus[] worstFirst = [EntryStatus.Failed, EntryStatus.Missing, EntryStatus.Cancelled];
        return worstFirst.FirstOrDefault(
            status => parts.Any(p => p.Entry.Status == status),
            EntryStatus.Ok
        );
    }

    private ReportSummary Summary() =>
        new()
        {
            EntriesTotal = _statuses.Count,
            Ok = _statuses.Count(s => s == EntryStatus.Ok),
            Failed = _statuses.Count(s => s == EntryStatus.Failed),
            Missing = _statuses.Count(s => s == EntryStatus.Missing),
            Cancelled = _statuses.Count(s => s == EntryStatus.Cancelled),
            IterationsOk = _iterationsOk,
            IterationsFailed = _iterationsFailed,
            RecordsSuperseded = seal.Superseded.Count,
            MeasuredSeconds = _measuredSeconds,
            IterationSeconds = _iterationSeconds,
        };

    private ReportInputs Inputs() =>
        new()
        {
            ConfigSha256 = seal.Config.Sha256,
            TestCsv = Input(config.Inputs.TestCsv),
            ConfigsCsv = config.Inputs.ConfigsCsv is { } csv ? Input(csv) : null,
            JobFile = config.Inputs.JobFile is { Name.Length: > 0 } job ? Input(job) : null,
        };

    private static ReportInput Input(InputFile file) => new(file.Name, file.Sha256);

    private static ReportConfig Config(ConfigSpec spec) =>
        new()
        {
            ConfigId = spec.ConfigId,
            Label = spec.Label,
            Commit = spec.Commit,
            ResolvedCommit = spec.ResolvedCommit,
            MountArgs = spec.MountArgs,
            Cache = spec.Cache,
            Metadata = spec.Metadata,
        };
}

/// <summary>One entry, summed up.</summary>
/// <param name="Parts">One for each VM.</param>
/// <param name="Combined">Pooled over VMs, where there are several.</param>
/// <param name="Replicated">Summed over the VMs that ran it at once.</param>
internal sealed record EntrySummary(
    IReadOnlyList<EntryPart> Parts,
    CombinedEntry? Combined,
    ReplicatedEntry? Replicated
);
