namespace Bench.Fio.JobFiles;

/// <summary>What a line of a job file is.</summary>
public enum JobLineKind
{
    Blank,
    Comment,
    Section,
    Option,
}

/// <summary>One line, kept as written.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Section">Name of the section it belongs to; empty before the first one.</param>
/// <param name="Name">Of an option, as written; otherwise empty.</param>
/// <param name="Value">Of an option, without an inline comment; null where it stands alone, as <c>group_reporting</c>.</param>
public sealed record JobLine(
    int Number,
    string Text,
    JobLineKind Kind,
    string Section,
    string Name,
    string? Value
)
{
    /// <summary>The option's name in the one spelling by which it is compared.</summary>
    public string Key => OptionNames.KeyOf(Name);

    /// <summary>fio takes every section whose name begins so for a global one.</summary>
    public bool InGlobal => Section.StartsWith(JobFile.Global, StringComparison.Ordinal);
}

/// <summary>A job file of fio, line by line.</summary>
public sealed record JobFile(IReadOnlyList<JobLine> Lines)
{
    public const string Global = "global";

    private static readonly char[] s_commentMarks = [';', '#'];

    /// <summary>Lines end with LF or CRLF. Never fails: what is wrong in the text is for fio to say.</summary>
    public static JobFile Parse(string text)
    {
        var texts = text.TrimStart('\uFEFF')
            .Replace("\r\n", "\n", StringComparison.Ordinal)
            .Split('\n');
        var count = texts[^1].Length == 0 ? texts.Length - 1 : texts.Length;
        var lines = new List<JobLine>(count);
        var section = "";
        for (var i = 0; i < count; i++)
        {
            var line = ParseLine(i + 1, texts[i], section);
            section = line.Section;
            lines.Add(line);
        }
        return new JobFile(lines);
    }

    /// <summary>Names of the sections that are jobs, in order.</summary>
    public IEnumerable<string> JobNames =>
        Lines.Where(l => l.Kind == JobLineKind.Section && !l.InGlobal).Select(l => l.Section);

    public IEnumerable<JobLine> Options => Lines.Where(l => l.Kind == JobLineKind.Option);

    /// <summary>The lines that set an option, in any of its spellings.</summary>
    public IEnumerable<JobLine> Settings(string option)
    {
        var key = OptionNames.KeyOf(option);
        return Options.Where(l => l.Key == key);
    }

    /// <summary>
    /// Sets an option for every job in a <c>[global]</c> section at the head, and takes it out of all others of that
    /// name. A job's own setting is left as it is and still wins: see <see cref="Settings"/>.
    /// </summary>
    public JobFile WithGlobalOption(string name, string value)
    {
        var key = OptionNames.KeyOf(name);
        var kept = Lines.Where(l => !(l.Kind == JobLineKind.Option && l.InGlobal && l.Key == key));
        string[] texts = [$"[{Global}]", $"{name}={value}", .. kept.Select(l => l.Text)];
        return Parse(string.Join('\n', texts));
    }

    /// <summary>Each job with the options of the global sections before it and its own; the last setting wins.</summary>
    public IEnumerable<(string Name, IReadOnlyDictionary<string, string> Options)> EffectiveJobs()
    {
        var globals = new Dictionary<string, string>(StringComparer.Ordinal);
        var jobs = new List<(string, IReadOnlyDictionary<string, string>)>();
        var current = globals;
        foreach (var line in Lines)
        {
            if (line.Kind == JobLineKind.Section)
            {
                current = line.InGlobal ? globals : new(globals, StringComparer.Ordinal);
                if (!line.InGlobal)
                {
                    jobs.Add((line.Section, current));
                }
            }
            else if (line.Kind == JobLineKind.Option)
            {
                current[line.Key] = line.Value ?? "1";
            }
        }
        return jobs;
    }

    /// <summary>The text for fio, every line ended by LF.</summary>
    public string ToText() => string.Concat(Lines.Select(l => l.Text + "\n"));

    private static JobLine ParseLine(int number, string text, string section)
    {
        var trimmed = text.Trim();
        if (trimmed.Length == 0)
        {
            return new JobLine(number, text, JobLineKind.Blank, section, "", null);
        }
        if (s_commentMarks.Contains(trimmed[0]))
        {
            return new JobLine(number, text, JobLineKind.Comment, section, "", null);
        }
        if (trimmed[0] == '[' && trimmed.IndexOf(']', StringComparison.Ordinal) is > 0 and var end)
        {
            return new JobLine(number, text, JobLineKind.Section, trimmed[1..end], "", null);
        }
        var cut = trimmed.IndexOfAny(s_commentMarks);
        var option = cut < 0 ? trimmed : trimmed[..cut].TrimEnd();
        var equals = option.IndexOf('=', StringComparison.Ordinal);
        return equals < 0
            ? new JobLine(number, text, JobLineKind.Option, section, option, null)
            : new JobLine(
                number,
                text,
                JobLineKind.Option,
                section,
                option[..equals].TrimEnd(),
                option[(equals + 1)..].TrimStart()
            );
    }
}
