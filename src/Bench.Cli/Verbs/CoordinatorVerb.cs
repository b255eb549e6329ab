using System.CommandLine;

namespace Bench.Cli.Verbs;

/// <summary><c>bench coordinator</c>: a service that leads and shows runs.</summary>
internal static class CoordinatorVerb
{
    public static Command Create(Interruption interruption, TimeProvider time)
    {
        var command = new VerbCommand(
            "coordinator",
            "A service that starts, leads and shows the runs of a store.",
            "bench coordinator serve --artifacts s3://bucket/bench --listen http://127.0.0.1:7070"
        );
        command.Subcommands.Add(new CoordinatorServeVerb(interruption, time).Create());
        command.Subcommands.Add(new CoordinatorTokenVerb(time).Create());
        command.Subcommands.Add(new CoordinatorWorkerTokenVerb(interruption, time).Create());
        return command;
    }
}
