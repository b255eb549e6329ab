using Bench.Cli.Verbs;

namespace Bench.Cli.Tests;

/// <summary>Runs the program in this process.</summary>
internal static class CommandLine
{
    /// <summary>What a command line came to.</summary>
    internal sealed record Outcome(int Code, string Output, string Errors);

    public static async Task<Outcome> RunAsync(params string[] arguments)
    {
        var (output, errors) = (Console.Out, Console.Error);
        using var ownOutput = new StringWriter { NewLine = "\n" };
        using var ownErrors = new StringWriter { NewLine = "\n" };
        Console.SetOut(ownOutput);
        Console.SetError(ownErrors);
        try
        {
            using var interruption = new Interruption();
            var root = RootVerb.Create(interruption, TimeProvider.System);
            var code = await UserErrors.GuardAsync(
                () => RootVerb.InvokeAsync(root, arguments, ownErrors),
                ownErrors
            );
            return new Outcome(code, ownOutput.ToString(), ownErrors.ToString());
        }
        finally
        {
            Console.SetOut(output);
            Console.SetError(errors);
        }
    }
}
