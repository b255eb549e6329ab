using System.Collections;

namespace Bench.Host.Processes;

/// <summary>A specification made concrete: the file to execute, its whole arguments and environment.</summary>
internal sealed record LaunchPlan(
    string Program,
    string Path,
    IReadOnlyList<string> Arguments,
    IReadOnlyList<string> Environment,
    string? WorkingDirectory,
    string? StdoutPath,
    string? StderrPath,
    string? Mark
)
{
    /// <exception cref="ProgramNotFoundException">There is no such program.</exception>
    /// <exception cref="ArgumentException">A text holds a NUL character, or a variable's name is not one.</exception>
    public static LaunchPlan From(ProcessSpec spec)
    {
        var environment = Merge(spec.Environment);
        var mark = spec.EndsDescendants ? StartMark.Next() : null;
        if (mark is null)
            environment.Remove(StartMark.Variable);
        else
            environment[StartMark.Variable] = mark;
        environment.TryGetValue("PATH", out var search);
        var program = Resolve(spec.FileName, spec.WorkingDirectory, search ?? "");
        var (path, arguments) = WithParentDeathSignal(spec, program, search ?? "");
        var variables = environment.Select(v => $"{v.Key}={v.Value}").ToList();
        RefuseNul(arguments.Concat(variables));
        return new LaunchPlan(
            program,
            path,
            arguments,
            variables,
            spec.WorkingDirectory,
            spec.StdoutPath,
            spec.StderrPath,
            mark
        );
    }

    /// <summary>
    /// The C library's spawn cannot ask for a parent-death signal. setpriv does, and then becomes the program, so
    /// that pid, session and exit status are the program's own.
    /// </summary>
    private static (string Path, List<string> Arguments) WithParentDeathSignal(
        ProcessSpec spec,
        string program,
        string search
    )
    {
        List<string> own = [program, .. spec.Arguments];
        if (spec.Detached || spec.ParentDeathSignal == ProcessSignal.None)
            return (program, own);
        var setpriv = Resolve("setpriv", workingDirectory: null, search);
        // It knows signals by name only.
        var signal =
            SignalNames.Of((int)spec.ParentDeathSignal)
            ?? throw new ArgumentException("no such signal", nameof(spec));
        return (setpriv, [setpriv, "--pdeathsig", signal, "--", .. own]);
    }

    private static string Resolve(string program, string? workingDirectory, string search) =>
        ProgramPath.Find(program, workingDirectory, search)
        ?? throw new ProgramNotFoundException(
            program,
            program.Contains('/', StringComparison.Ordinal) ? "at that path" : $"in PATH ({search})"
        );

    private static SortedDictionary<string, string> Merge(
        IReadOnlyDictionary<string, string?> extra
    )
    {
        var merged = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (DictionaryEntry own in System.Environment.GetEnvironmentVariables())
            merged[(string)own.Key] = (string?)own.Value ?? "";
        foreach (var (name, value) in extra)
        {
            if (name.Length == 0 || name.Contains('=', StringComparison.Ordinal))
                throw new ArgumentException(
                    $"'{name}' cannot name an environment variable",
                    nameof(extra)
                );
            if (value is null)
                merged.Remove(name);
            else
                merged[name] = value;
        }

        return merged;
    }

    private static void RefuseNul(IEnumerable<string> texts)
    {
        foreach (var text in texts)
        {
            if (text.Contains('\0', StringComparison.Ordinal))
                throw new ArgumentException(
                    $"a NUL character cannot be passed on: '{text}'",
                    nameof(texts)
                );
        }
    }
}
