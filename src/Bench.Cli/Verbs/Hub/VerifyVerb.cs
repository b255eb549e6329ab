using System.CommandLine;
using Bench.Cli.Hubs;
using Bench.Cli.Output;
using Bench.Hub.Verifying;
using Bench.Model.Units;

namespace Bench.Cli.Verbs.Hub;

/// <summary><c>bench hub verify</c>: whether a hydration store holds what its states name.</summary>
internal sealed class VerifyVerb(Interruption interruption)
{
    private const int Shown = 20;

    private readonly StoreOptions _store = new();
    private readonly Option<bool> _quick = new("--quick")
    {
        Description = "Look at lengths only; the content is not read.",
    };

    public Command Create()
    {
        var command = new VerbCommand(
            "verify",
            "Checks a hydration store: every state can be read, and all that it names is there with the right bytes. Exits with 1 when something is not.",
            "bench hub verify --hub-hydration-target-spec s3://bucket/modules"
        );
        _store.AddTo(command);
        command.Options.Add(_quick);
        command.SetAction(
            (parsed, _) => UserErrors.GuardAsync(() => RunAsync(parsed), Console.Error)
        );
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed)
    {
        var verifier = new StoreVerifier(
            _store.Open(parsed),
            readContent: !parsed.GetValue(_quick)
        );
        var found = await verifier.RunAsync(interruption.Token);
        Console.Out.WriteLine(
            $"{found.Modules} modules, {found.Files} files, {Human.Bytes(found.FileBytes)}; {found.Objects} objects, {Human.Bytes(found.Bytes)}; "
                + $"{found.OrphanObjects} that no state names, {Human.Bytes(found.OrphanBytes)}; {found.Sessions} open sessions"
        );
        foreach (var problem in found.Problems.Take(Shown))
        {
            Console.Error.WriteLine($"bench: {TextTable.CleanLines(problem)}");
        }
        if (found.Problems.Count > Shown)
        {
            Console.Error.WriteLine($"bench: and {found.Problems.Count - Shown} more");
        }
        return found.Problems.Count == 0 ? ExitCodes.Done : ExitCodes.Failures;
    }
}
