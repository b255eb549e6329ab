using System.CommandLine;

namespace Bench.Cli.Verbs;

/// <summary>The program's verbs.</summary>
internal static class RootVerb
{
    public static RootCommand Create(Interruption interruption, TimeProvider time)
    {
        var root = new RootCommand(
            "Distributed benchmarks whose numbers can be trusted.\n\n" + ExitCodes.Help
        );
        root.Subcommands.Add(new RunVerb(interruption, time).Create());
        root.Subcommands.Add(new PlanVerb(time).Create());
        root.Subcommands.Add(new WorkerVerb(interruption, time).Create());
        root.Subcommands.Add(new StatusVerb(interruption, time).Create());
        root.Subcommands.Add(new WatchVerb(interruption, time).Create());
        root.Subcommands.Add(new CancelVerb(interruption, time).Create());
        root.Subcommands.Add(new ResumeVerb(interruption, time).Create());
        root.Subcommands.Add(new ReportVerb(interruption, time).Create());
        return root;
    }
}
