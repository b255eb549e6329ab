namespace Bench.Host.Processes;

/// <summary>
/// A program to start. No shell is involved: each argument arrives in the program unchanged.
/// Its standard input is <c>/dev/null</c>, and it leads a session and process group of its own.
/// </summary>
/// <param name="FileName">
/// A path (a relative one is taken from <see cref="WorkingDirectory"/>) or a bare name looked up in <c>PATH</c>.
/// </param>
/// <param name="Arguments">The arguments after the program's own name.</param>
public sealed record ProcessSpec(string FileName, IReadOnlyList<string> Arguments)
{
    /// <summary>Variables added to this process's own; a null value takes one away.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } =
        new Dictionary<string, string?>(StringComparer.Ordinal);

    /// <summary>The folder it runs in; null is this process's own.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>
    /// The file that standard output is written to, emptied first; null discards it. The program writes it itself,
    /// so that nothing is lost when this process dies, and a grandchild that keeps it open holds up nobody.
    /// </summary>
    public string? StdoutPath { get; init; }

    /// <summary>As <see cref="StdoutPath"/>, for standard error; both may name one file.</summary>
    public string? StderrPath { get; init; }

    /// <summary>Lets the program outlive this process: no parent-death signal is set.</summary>
    public bool Detached { get; init; }

    /// <summary>
    /// What the kernel sends to the program when this process dies, however it dies. Terminate lets a program
    /// that forks, such as fio, end its own children. Ignored when <see cref="Detached"/>.
    /// </summary>
    public ProcessSignal ParentDeathSignal { get; init; } = ProcessSignal.Terminate;

    /// <summary>
    /// Stopping the program ends all that it started, found by a mark in the environment
    /// (<c>BENCH_PROCESS</c>), even in other sessions: fio's jobs are. Switch it off for a program that is to leave
    /// a daemon behind; then only its process group is ended.
    /// </summary>
    public bool EndsDescendants { get; init; } = true;
}
