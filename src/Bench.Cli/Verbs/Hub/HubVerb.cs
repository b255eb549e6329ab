using System.CommandLine;

namespace Bench.Cli.Verbs.Hub;

/// <summary><c>bench hub</c>: the hub, its hydration, and the pipeline that measures it.</summary>
internal static class HubVerb
{
    public static Command Create(Interruption interruption, TimeProvider time)
    {
        var command = new VerbCommand(
            "hub",
            "Serves modules from a content-addressed store, and measures how fast: make-modules or snapshot, seed, preserve, perf, compare.",
            "bench hub perf --seeded /data/seeded --run-dir /data/run --hub-data-dir /fast/hub"
        );
        command.Subcommands.Add(new ServeVerb(interruption, time).Create());
        command.Subcommands.Add(new VerifyVerb(interruption).Create());
        command.Subcommands.Add(new CollectVerb(interruption, time).Create());
        command.Subcommands.Add(new MakeModulesVerb(interruption, time).Create());
        command.Subcommands.Add(new SnapshotVerb(interruption, time).Create());
        command.Subcommands.Add(new SeedVerb(interruption, time).Create());
        command.Subcommands.Add(new PreserveVerb(interruption, time).Create());
        command.Subcommands.Add(new PerfVerb(interruption, time).Create());
        command.Subcommands.Add(new CompareVerb().Create());
        return command;
    }
}
