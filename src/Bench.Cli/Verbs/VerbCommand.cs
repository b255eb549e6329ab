using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Bench.Cli.Verbs;

/// <summary>A verb with an example, which its help shows.</summary>
internal sealed class VerbCommand(string name, string description, string example)
    : Command(name, description)
{
    public string Example { get; } = example;

    /// <summary>Lets the help of every verb end with its example and the exit codes.</summary>
    public static void ShowExamples(RootCommand root)
    {
        foreach (var option in root.Options.OfType<HelpOption>())
        {
            option.Action = new HelpWithExample((SynchronousCommandLineAction)option.Action!);
        }
    }

    private sealed class HelpWithExample(SynchronousCommandLineAction help)
        : SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parseResult)
        {
            var code = help.Invoke(parseResult);
            var output = parseResult.InvocationConfiguration.Output;
            if (parseResult.CommandResult.Command is VerbCommand verb)
            {
                output.WriteLine("Example:");
                output.WriteLine($"  {verb.Example}");
                output.WriteLine();
            }
            output.WriteLine(ExitCodes.Help);
            return code;
        }
    }
}
