namespace Bench.Fio.Placeholders;

/// <summary>What is wrong in a template or in a value for it.</summary>
/// <param name="Line">From 1.</param>
/// <param name="Name">The placeholder or option concerned.</param>
/// <param name="Value">The value that was refused; null where there is none.</param>
public sealed record TemplateProblem(
    string FileName,
    int Line,
    string Name,
    string? Value,
    string Message,
    string Remedy
);

/// <summary>A job file with its values, or all the reasons why there is none.</summary>
/// <param name="Text">Null where there are problems.</param>
public sealed record RenderedJob(string? Text, IReadOnlyList<TemplateProblem> Problems);
