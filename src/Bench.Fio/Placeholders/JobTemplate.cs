using System.Text.RegularExpressions;
using Bench.Fio.JobFiles;
using Bench.Fio.Values;

namespace Bench.Fio.Placeholders;

/// <summary>A place in a template where a value goes.</summary>
/// <param name="Written">As it stands in the file: <c>BLOCK_SIZE</c> or <c>${BS}</c>.</param>
/// <param name="Column">Canonical name of the parameter.</param>
public sealed record Placeholder(int Line, string Written, string Column);

/// <summary>
/// A job file with placeholders of both generations: bare words such as <c>BLOCK_SIZE</c>, and <c>${NAME}</c>.
/// They count in values and in names of sections, never in an option's name or a comment. fio's own words, such as
/// <c>$jobname</c>, stay.
/// </summary>
public sealed partial class JobTemplate
{
    private readonly string _fileName;
    private readonly JobFile _file;

    private JobTemplate(string fileName, JobFile file)
    {
        _fileName = fileName;
        _file = file;
        Placeholders = [.. file.Lines.SelectMany(PlaceholdersOf)];
        Problems = [.. ProblemsOf(file)];
    }

    /// <summary>In the order of the file; one for each place.</summary>
    public IReadOnlyList<Placeholder> Placeholders { get; }

    /// <summary>What is wrong whatever the values are.</summary>
    public IReadOnlyList<TemplateProblem> Problems { get; }

    /// <param name="fileName">For messages only.</param>
    public static JobTemplate Parse(string text, string fileName) =>
        new(fileName, JobFile.Parse(text));

    /// <summary>Problems of the template and placeholders for which there is no such parameter.</summary>
    /// <param name="columns">Names of all parameters; the folder of the test data is always there.</param>
    public IReadOnlyList<TemplateProblem> Check(IEnumerable<string> columns)
    {
        var known = columns
            .Select(PlaceholderNames.ColumnOf)
            .Append(PlaceholderNames.DataDir)
            .ToHashSet(StringComparer.Ordinal);
        return
        [
            .. Problems,
            .. Placeholders.Where(p => !known.Contains(p.Column)).Select(p => Unknown(p, known)),
        ];
    }

    /// <summary>Puts the values in; a value that could be more than a value is refused.</summary>
    /// <param name="parameters">Values by column, or by any word that stands for it.</param>
    public RenderedJob Render(IReadOnlyDictionary<string, string> parameters)
    {
        var problems = new List<TemplateProblem>(Problems);
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in parameters)
        {
            var column = PlaceholderNames.ColumnOf(name);
            if (!values.TryAdd(column, value) && values[column] != value)
            {
                problems.Add(
                    Problem(0, name, value, "the parameter has two values", "give it once")
                );
            }
        }
        foreach (var placeholder in Placeholders)
        {
            if (ProblemOf(placeholder, values) is { } problem)
            {
                problems.Add(problem);
            }
        }
        if (problems.Count > 0)
        {
            return new RenderedJob(null, problems);
        }
        var text = string.Concat(_file.Lines.Select(l => Fill(l, values) + "\n"));
        // Only with its value can an option such as `ioengine=${ENGINE}` be judged.
        problems.AddRange(ProblemsOf(JobFile.Parse(text)));
        return new RenderedJob(problems.Count > 0 ? null : text, problems);
    }

    private TemplateProblem? ProblemOf(Placeholder placeholder, Dictionary<string, string> values)
    {
        if (!values.TryGetValue(placeholder.Column, out var value))
        {
            return Unknown(placeholder, values.Keys);
        }
        var remedy = ParameterRules.Problem(placeholder.Column, value);
        if (
            remedy is null
            && _file.Lines[placeholder.Line - 1].Kind == JobLineKind.Section
            && value.Contains(']')
        )
        {
            remedy = "remove the bracket: the value stands in the name of a section";
        }
        return remedy is null
            ? null
            : Problem(
                placeholder.Line,
                placeholder.Written,
                value,
                "the value cannot stand in a job file",
                remedy
            );
    }

    private IEnumerable<TemplateProblem> ProblemsOf(JobFile file)
    {
        if (!file.JobNames.Any())
        {
            yield return Problem(
                1,
                "",
                null,
                "the file has no job",
                "add a section such as [read]"
            );
        }
        foreach (var line in MisreadLines.In(file))
        {
            yield return Problem(line.Number, line.Name, null, line.Reason, line.Remedy);
        }
        foreach (var refused in RefusedOptions.In(file))
        {
            yield return Problem(
                refused.Line,
                refused.Option,
                null,
                $"the option is refused: {refused.Reason}",
                refused.Remedy
            );
        }
    }

    /// <param name="columns">Those that have a value.</param>
    private TemplateProblem Unknown(Placeholder placeholder, IEnumerable<string> columns)
    {
        var message = "there is no value for the placeholder";
        var remedy =
            $"add a column `{placeholder.Column}` to the test CSV or remove the placeholder";
        if (!PlaceholderNames.IsColumn(placeholder.Column))
        {
            var words = PlaceholderNames
                .Words.Union(columns.Select(column => column.ToUpperInvariant()))
                .Order(StringComparer.Ordinal)
                .ToList();
            message =
                $"no such placeholder is known; the known ones are {string.Join(", ", words)}";
            remedy = NameSuggestion.Closest(placeholder.Column, words) is { } meant
                ? $"write ${{{meant}}}, or {remedy}"
                : remedy;
        }
        return Problem(placeholder.Line, placeholder.Written, null, message, remedy);
    }

    private TemplateProblem Problem(
        int line,
        string name,
        string? value,
        string message,
        string remedy
    ) => new(_fileName, line, name, value, message, remedy);

    private static IEnumerable<Placeholder> PlaceholdersOf(JobLine line) =>
        Pattern()
            .Matches(line.Text[ValueRange(line)])
            .Select(match => new Placeholder(line.Number, match.Value, ColumnOf(match)));

    private static string Fill(JobLine line, Dictionary<string, string> values)
    {
        var range = ValueRange(line);
        var filled = Pattern().Replace(line.Text[range], match => values[ColumnOf(match)]);
        return line.Text[..range.Start] + filled + line.Text[range.End..];
    }

    private static string ColumnOf(Match match) =>
        PlaceholderNames.ColumnOf(
            match.Groups["name"].Success ? match.Groups["name"].Value : match.Value
        );

    /// <summary>The part of a line where placeholders count; empty where it has none.</summary>
    private static Range ValueRange(JobLine line)
    {
        var (first, last) = line.Kind switch
        {
            JobLineKind.Section => ('[', "]"),
            JobLineKind.Option when line.Value is not null => ('=', ";#"),
            _ => ('\0', ""),
        };
        if (last.Length == 0)
        {
            return ..0;
        }
        var start = line.Text.IndexOf(first, StringComparison.Ordinal) + 1;
        var length = line.Text.AsSpan(start).IndexOfAny(last);
        return length < 0 ? start.. : start..(start + length);
    }

    [GeneratedRegex(
        @"\$\{(?<name>[^{}]*)\}|(?<![A-Za-z0-9$])(?:"
            + PlaceholderNames.BareWords
            + @")(?![A-Za-z0-9])|(?<![A-Za-z0-9_$])"
            + PlaceholderNames.LoneWord
            + @"(?![A-Za-z0-9_])",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Pattern();
}
