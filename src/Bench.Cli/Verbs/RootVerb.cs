using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using Bench.Cli.Verbs.Hub;

namespace Bench.Cli.Verbs;

/// <summary>The program's verbs.</summary>
internal static class RootVerb
{
    public static RootCommand Create(Interruption interruption, TimeProvider time)
    {
        var root = new RootCommand("Distributed benchmarks whose numbers can be trusted.");
        root.Subcommands.Add(new RunVerb(interruption, time).Create());
        root.Subcommands.Add(new PlanVerb(interruption, time).Create());
        root.Subcommands.Add(new WorkerVerb(interruption, time).Create());
        root.Subcommands.Add(new StatusVerb(interruption, time).Create());
        root.Subcommands.Add(new WatchVerb(interruption, time).Create());
        root.Subcommands.Add(new CancelVerb(interruption, time).Create());
        root.Subcommands.Add(new ResumeVerb(interruption, time).Create());
        root.Subcommands.Add(new ReportVerb(interruption, time).Create());
        root.Subcommands.Add(new DoctorVerb(interruption, time).Create());
        root.Subcommands.Add(CoordinatorVerb.Create(interruption, time));
        root.Subcommands.Add(HubVerb.Create(interruption, time));
        VerbCommand.ShowExamples(root);
        return root;
    }

    /// <summary>Runs the verb that the arguments name; wrong usage is told, with where to look.</summary>
    public static async Task<int> InvokeAsync(
        RootCommand root,
        IReadOnlyList<string> args,
        TextWriter errors
    )
    {
        var parsed = root.Parse(args);
        if (parsed.Action is not ParseErrorAction)
        {
            return await parsed.InvokeAsync(
                new InvocationConfiguration
                {
                    // Signals are for Interruption alone: ending a run cleanly takes longer than the library would wait.
                    ProcessTerminationTimeout = null,
                    // A defect must not end with the exit code of a run that has failures.
                    EnableDefaultExceptionHandler = false,
                }
            );
        }
        foreach (var error in parsed.Errors)
        {
            await errors.WriteLineAsync($"bench: {error.Message}");
        }
        await errors.WriteLineAsync($"see '{NameOf(parsed.CommandResult)} --help'");
        return ExitCodes.Usage;
    }

    /// <summary>All words of a verb, such as <c>bench hub serve</c>.</summary>
    private static string NameOf(CommandResult verb)
    {
        var words = new Stack<string>();
        for (
            SymbolResult? part = verb;
            part is CommandResult { Command: VerbCommand command };
            part = part.Parent
        )
        {
            words.Push(command.Name);
        }
        return string.Join(' ', words.Prepend("bench"));
    }
}
