using System.CommandLine;
using Bench.Cli.Hubs;
using Bench.Cli.Hubs.Documents;
using Bench.Cli.Inputs;
using Bench.Cli.Output;
using Bench.Hub.Pipeline;
using Bench.Hub.Pipeline.Archives;
using Bench.Hub.Pipeline.Comparing;

namespace Bench.Cli.Verbs.Hub;

/// <summary><c>bench hub compare</c>: iterations of stage C against each other.</summary>
internal sealed class CompareVerb
{
    private readonly Argument<string[]> _baseline = new("archives")
    {
        Description =
            "Archives of the baseline: folders of iterations, or folders that hold such folders. Without --against the first is the baseline of each other.",
        Arity = ArgumentArity.OneOrMore,
    };
    private readonly Option<string[]> _against = new("--against")
    {
        Description = "Archives of what is compared with the baseline.",
        AllowMultipleArgumentsPerToken = true,
    };
    private readonly Option<bool> _strict = new("--strict")
    {
        Description = "Exit with 1 also when something is undecided.",
    };

    private readonly Option<bool> _json = JsonOption.Document();

    public Command Create()
    {
        var command = new VerbCommand(
            "compare",
            "Compares iterations of 'bench hub perf' by phase and over modules. Those with failed modules are left out. Exits with 1 when something is worse or left out, with 2 when a side has nothing left.",
            "bench hub compare perf-runs/before --against perf-runs/after --json"
        );
        command.Arguments.Add(_baseline);
        command.Options.Add(_against);
        command.Options.Add(_strict);
        command.Options.Add(_json);
        command.SetAction(
            (parsed, _) => UserErrors.GuardAsync(() => Task.FromResult(Run(parsed)), Console.Error)
        );
        return command;
    }

    private int Run(ParseResult parsed)
    {
        var first = parsed.GetValue(_baseline)!;
        var against = parsed.GetValue(_against) ?? [];
        IReadOnlyList<(PerfSide Baseline, PerfSide Candidate)> pairs =
            against.Length > 0
                ? [(Side(first), Side(against))]
                : [.. first.Skip(1).Select(other => (Side([first[0]]), Side([other])))];
        if (pairs.Count == 0)
        {
            throw new UsageException(
                "name at least two archives, or what to compare with --against"
            );
        }
        Check(pairs);
        var people = JsonOption.People(parsed.GetValue(_json));
        var compared = new List<ComparedSides>();
        foreach (var (baseline, candidate) in pairs)
        {
            var comparison = PerfComparison.Of(baseline, candidate);
            ComparisonText.Write(people, baseline, candidate, comparison);
            compared.Add(ComparedSides.Of(baseline, candidate, comparison));
        }
        var document = ComparisonDocument.Of(compared);
        if (parsed.GetValue(_json))
        {
            JsonOutput.Write(Console.Out, document, CliJson.Default.ComparisonDocument);
        }
        return
            document.Worse || document.LeftOut || (document.Undecided && parsed.GetValue(_strict))
            ? ExitCodes.Failures
            : ExitCodes.Done;
    }

    /// <summary>A side of which every iteration had failures cannot be judged: what failed early would look fast.</summary>
    private static void Check(IEnumerable<(PerfSide Baseline, PerfSide Candidate)> pairs)
    {
        var failed = pairs
            .SelectMany(pair => new[] { pair.Baseline, pair.Candidate })
            .Where(side => side.Compared.Count == 0)
            .SelectMany(side => side.LeftOut)
            .Select(left => left.WhyNot)
            .Distinct(StringComparer.Ordinal)
            .ToList();
        if (failed.Count > 0)
        {
            throw new PipelineInputException(
                $"nothing is left to compare: {string.Join("; ", failed)}; measure again, all modules of an iteration must come up and go"
            );
        }
    }

    private static PerfSide Side(IReadOnlyList<string> paths) =>
        new(
            string.Join(", ", paths),
            [
                .. paths
                    .SelectMany(ArchivesAt)
                    .Select(path => new ArchivedIteration(path, PerfArchive.Read(path)))
                    .OrderBy(iteration => iteration.Summary.BeganAt),
            ]
        );

    /// <summary>The archive itself, or those in the folder.</summary>
    private static IEnumerable<string> ArchivesAt(string path)
    {
        if (!Directory.Exists(path) || File.Exists(Path.Combine(path, PerfArchive.SummaryName)))
        {
            return [path];
        }
        var inside = Directory
            .EnumerateDirectories(path)
            .Where(folder => File.Exists(Path.Combine(folder, PerfArchive.SummaryName)))
            .Order(StringComparer.Ordinal)
            .ToList();
        return inside.Count > 0 ? inside : [path];
    }
}
