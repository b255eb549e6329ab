using System.CommandLine;

namespace Bench.Cli.Verbs.Hub;

/// <summary><c>bench hub</c>: the hub, its hydration, and the pipeline that measures it.</summary>
internal static class HubVerb
{
    public static Command Create(Interruption interruption, TimeProvider time)
    {
        var command = new VerbCommand(
            "hub",
            "Serves modules from a content-addressed store.",
            "bench hub serve --data-dir /data/hub --port 8558"
        );
        command.Subcommands.Add(new ServeVerb(interruption, time).Create());
        return command;
    }
}
