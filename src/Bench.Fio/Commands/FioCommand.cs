namespace Bench.Fio.Commands;

/// <summary>How fio is called: by a list of arguments, never through a shell.</summary>
public static class FioCommand
{
    /// <param name="outputPath">File that fio writes its JSON into.</param>
    /// <param name="jobPath">Job file; a path that starts with a dash would be read as an option and is refused.</param>
    /// <exception cref="ArgumentException">A path is empty or starts with a dash.</exception>
    public static IReadOnlyList<string> Arguments(string outputPath, string jobPath)
    {
        ArgumentException.ThrowIfNullOrEmpty(outputPath);
        ArgumentException.ThrowIfNullOrEmpty(jobPath);
        return jobPath[0] == '-'
            ? throw new ArgumentException(
                "The path of a job file must not start with a dash.",
                nameof(jobPath)
            )
            : ["--output-format=json+", $"--output={outputPath}", "--eta=never", jobPath];
    }
}
