using System.Globalization;
using Bench.Host.Processes;

namespace Bench.Mounts.ToolSources.Building;

/// <summary>Runs the programs that a tool is got with.</summary>
internal sealed class ToolCommands(ToolHost host, IReadOnlyDictionary<string, string?> environment)
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);
    private readonly Dictionary<string, string?> _environment = Merge(
        environment,
        host.Environment
    );
    private int _count;

    /// <summary>The path of a program as the command would find it, or null.</summary>
    public string? Find(string program, string? workingDirectory = null) =>
        ProgramPath.Find(program, workingDirectory, host.SearchPath);

    /// <summary>Runs a command to its end; its output goes into files beside the folder that it runs in.</summary>
    /// <exception cref="ToolSourceException">It cannot be started.</exception>
    /// <exception cref="OperationCanceledException">It was ended early.</exception>
    public async Task<CommandResult> RunAsync(
        IReadOnlyList<string> command,
        string folder,
        TimeSpan limit,
        CancellationToken cancel
    )
    {
        var output = $"{folder}.{Number()}.out";
        var errors = $"{folder}.{Number()}.err";
        return await RunAsync(command, folder, output, errors, limit, cancel);
    }

    public async Task<CommandResult> RunAsync(
        IReadOnlyList<string> command,
        string folder,
        string output,
        string errors,
        TimeSpan limit,
        CancellationToken cancel
    )
    {
        cancel.ThrowIfCancellationRequested();
        IRunningProcess process;
        try
        {
            process = host.Processes.Start(
                new ProcessSpec(command[0], [.. command.Skip(1)])
                {
                    Environment = _environment,
                    WorkingDirectory = folder,
                    StdoutPath = output,
                    StderrPath = errors,
                }
            );
        }
        catch (Exception e) when (e is ProgramNotFoundException or ProcessStartException)
        {
            throw new ToolSourceException(e.Message, e);
        }
        var (exit, end) = await process.RunToEndAsync(limit, Grace, host.Time, cancel);
        if (end == RunEnd.Cancelled)
        {
            throw new OperationCanceledException(cancel);
        }
        var outcome =
            end == RunEnd.TimedOut
                ? string.Create(
                    CultureInfo.InvariantCulture,
                    $"ended after its time limit of {limit.TotalSeconds:0} s"
                )
                : exit.Describe();
        return new CommandResult(end == RunEnd.Exited && exit.Succeeded, outcome, output, errors);
    }

    private string Number() =>
        Interlocked.Increment(ref _count).ToString(CultureInfo.InvariantCulture);

    private static Dictionary<string, string?> Merge(
        IReadOnlyDictionary<string, string?> first,
        IReadOnlyDictionary<string, string?> second
    )
    {
        var merged = new Dictionary<string, string?>(first, StringComparer.Ordinal);
        foreach (var (name, value) in second)
        {
            merged[name] = value;
        }
        return merged;
    }
}

/// <summary>How a command ended.</summary>
/// <param name="Succeeded">It exited with code 0 in time.</param>
/// <param name="Outcome">A phrase for messages.</param>
/// <param name="OutputPath">What it wrote to standard output.</param>
/// <param name="ErrorsPath">What it wrote to standard error.</param>
internal sealed record CommandResult(
    bool Succeeded,
    string Outcome,
    string OutputPath,
    string ErrorsPath
)
{
    /// <summary>What standard error says is wrong: the first line that calls itself fatal, or the last line.</summary>
    public string Complaint
    {
        get
        {
            var lines = OutputTail
                .Read(ErrorsPath)
                .Split(
                    '\n',
                    StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries
                );
            return Array.Find(lines, line => line.StartsWith("fatal:", StringComparison.Ordinal))
                ?? lines.LastOrDefault("no message");
        }
    }
}
