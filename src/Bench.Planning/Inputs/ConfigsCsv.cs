using System.Collections.Frozen;
using Bench.Model.Json;
using Bench.Model.Runs;
using Bench.Planning.Csv;
using Bench.Planning.Mounting;
using Bench.Planning.Problems;

namespace Bench.Planning.Inputs;

/// <summary>
/// The configs of a configs CSV (<c>commit,mount_args,label,cache,metadata</c> in any order), or the one of the command
/// line.
/// </summary>
/// <param name="Configs">Rows without errors.</param>
/// <param name="Lines">Where each config stands, in the same order; null for that of the command line.</param>
public sealed record ConfigsCsv(IReadOnlyList<ConfigSpec> Configs, IReadOnlyList<int?> Lines)
{
    public const string Commit = "commit";
    public const string MountArgs = "mount_args";
    public const string Label = "label";
    public const string Cache = "cache";
    public const string Metadata = "metadata";
    public const string DefaultCommit = "master";

    /// <summary>Names problems of the config that the command line describes.</summary>
    public const string CommitOption = "--gcsfuse-commit";
    public const string MountArgsOption = "--gcsfuse-mount-args";

    private static readonly CsvSchema Schema = new()
    {
        Kind = "configs CSV",
        RowKind = "config",
        Example = "commit,mount_args,label",
        Names = new[] { Commit, MountArgs, Label, Cache, Metadata }.ToFrozenDictionary(
            name => name,
            StringComparer.Ordinal
        ),
        Required = [Commit, MountArgs],
    };

    public static Parsed<ConfigsCsv> Read(SourceFile file)
    {
        var (table, found) = CsvTables.Read(file, Schema);
        if (table is null)
        {
            return new Parsed<ConfigsCsv>(null, found);
        }
        var rows = new RowReader(file, table, [.. found]);
        return new Parsed<ConfigsCsv>(rows.Read(), rows.Problems);
    }

    /// <summary>The one config of a run without a configs CSV.</summary>
    public static Parsed<ConfigsCsv> Of(string commit, string mountArgs)
    {
        var problems = new List<Problem>();
        if (FlawOfCommit(commit) is { } flaw)
        {
            problems.Add(new Problem(CommitOption, null, null, commit, flaw.Reason, flaw.Remedy));
        }
        if (!MountArguments.TrySplit(mountArgs, out var args, out var reason))
        {
            problems.Add(
                new Problem(MountArgsOption, null, null, mountArgs, reason, MountArguments.Remedy)
            );
        }
        if (problems.Count > 0)
        {
            return new Parsed<ConfigsCsv>(null, problems);
        }
        var config = new ConfigSpec
        {
            ConfigId = 1,
            Label = DefaultLabel(1),
            Commit = commit,
            MountArgs = args!,
        };
        return new Parsed<ConfigsCsv>(new ConfigsCsv([config], [null]), []);
    }

    private static string DefaultLabel(int configId) => $"config-{configId}";

    /// <summary>A commit becomes an argument of other programs: it must be one word and no option.</summary>
    private static (string Reason, string Remedy)? FlawOfCommit(string commit)
    {
        const string remedy = "write a commit, branch or version, for example master";
        return Texts.FlawOfName(commit, DefaultCommit) switch
        {
            { } flaw => flaw,
            null when commit.Any(char.IsWhiteSpace) => ("holds a space", remedy),
            null when commit[0] == '-' => ("begins with '-'", remedy),
            null => null,
        };
    }

    private sealed class RowReader(SourceFile file, CsvTable table, List<Problem> problems)
    {
        private readonly int _commit = table.IndexOf(Commit);
        private readonly int _args = table.IndexOf(MountArgs);
        private readonly int _label = table.IndexOf(Label);
        private readonly int _cache = table.IndexOf(Cache);
        private readonly int _metadata = table.IndexOf(Metadata);
        private readonly Dictionary<string, int> _lineByLabel = new(StringComparer.Ordinal);

        public List<Problem> Problems => problems;

        public ConfigsCsv Read()
        {
            var configs = new List<ConfigSpec>();
            var lines = new List<int?>();
            foreach (var row in table.Rows)
            {
                var before = problems.Count;
                if (FlawOfCommit(row.Cells[_commit]) is { } flaw)
                {
                    Report(row, _commit, flaw.Reason, flaw.Remedy);
                }
                if (!MountArguments.TrySplit(row.Cells[_args], out var args, out var reason))
                {
                    Report(row, _args, reason, MountArguments.Remedy);
                }
                var label = LabelOf(row);
                var cache = WordOf<CacheMode>(row, _cache);
                var metadata = WordOf<MetadataMode>(row, _metadata);
                if (problems.Count == before)
                {
                    configs.Add(
                        new ConfigSpec
                        {
                            ConfigId = row.Number,
                            Label = label,
                            Commit = row.Cells[_commit],
                            MountArgs = args!,
                            Cache = cache,
                            Metadata = metadata,
                        }
                    );
                    lines.Add(row.Line);
                }
            }
            return new ConfigsCsv(configs, lines);
        }

        /// <summary>A factor's word; an empty cell leaves it to the run.</summary>
        private T? WordOf<T>(CsvRow row, int column)
            where T : struct, Enum
        {
            if (column < 0 || row.Cells[column].Length == 0)
            {
                return null;
            }
            if (EnumWords.TryParse<T>(row.Cells[column], out var value))
            {
                return value;
            }
            Report(row, column, "is not one of its words", $"use one of {EnumWords.All<T>()}");
            return null;
        }

        private string LabelOf(CsvRow row)
        {
            var given = _label >= 0 && row.Cells[_label].Length > 0;
            var label = given ? row.Cells[_label] : DefaultLabel(row.Number);
            if (Texts.FlawOfName(label, "grpc") is { } flaw)
            {
                Report(row, _label, flaw.Reason, flaw.Remedy);
            }
            else if (!_lineByLabel.TryAdd(label, row.Line))
            {
                problems.Add(
                    new Problem(
                        file.Name,
                        row.Line,
                        _label < 0 ? Label : table.Columns[_label].Header,
                        label,
                        $"is also the label of the config on line {_lineByLabel[label]}",
                        "give each config a label of its own"
                    )
                );
            }
            return label;
        }

        private void Report(CsvRow row, int column, string reason, string remedy) =>
            problems.Add(
                new Problem(
                    file.Name,
                    row.Line,
                    table.Columns[column].Header,
                    row.Cells[column],
                    reason,
                    remedy
                )
            );
    }
}
