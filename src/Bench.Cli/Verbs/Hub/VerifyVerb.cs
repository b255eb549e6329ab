using System.CommandLine;
using Bench.Cli.Hubs;
using Bench.Cli.Hubs.Documents;
using Bench.Cli.Inputs;
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
        Description = "Look at lengths and states only; the content is not read.",
    };

    private readonly Option<bool> _json = JsonOption.Document();

    public Command Create()
    {
        var command = new VerbCommand(
            "verify",
            "Checks a hydration store: every state can be read, and all that it names is there with the right bytes. Exits with 1 when something is not.",
            "bench hub verify --hub-hydration-target-spec s3://bucket/modules --json"
        );
        _store.AddTo(command);
        command.Options.Add(_quick);
        command.Options.Add(_json);
        command.SetAction(
            (parsed, _) => UserErrors.GuardAsync(() => RunAsync(parsed), Console.Error)
        );
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed)
    {
        var store = await _store.OpenAsync(parsed, interruption.Token);
        var readContent = !parsed.GetValue(_quick);
        var json = parsed.GetValue(_json);
        var found = await new StoreVerifier(store, readContent: readContent).RunAsync(
            interruption.Token
        );
        if (json)
        {
            JsonOutput.Write(
                Console.Out,
                VerifyDocument.Of(store.Uri, readContent, found),
                CliJson.Default.VerifyDocument
            );
        }
        JsonOption
            .People(json)
            .WriteLine(
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
