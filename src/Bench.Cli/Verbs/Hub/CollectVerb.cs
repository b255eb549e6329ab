using System.CommandLine;
using Bench.Cli.Hubs;
using Bench.Cli.Hubs.Documents;
using Bench.Cli.Inputs;
using Bench.Cli.Output;
using Bench.Hub.Collection;
using Bench.Model.Units;

namespace Bench.Cli.Verbs.Hub;

/// <summary><c>bench hub gc</c>: deletes content that no module's state names.</summary>
internal sealed class CollectVerb(Interruption interruption, TimeProvider time)
{
    /// <summary>Some of a dehydration's signs of life may come late, in seconds.</summary>
    private const double LeastLease = 30;

    private readonly StoreOptions _store = new();
    private readonly Option<bool> _dryRun = new("--dry-run")
    {
        Description = "Say what would be deleted, and write nothing.",
    };
    private readonly Option<double> _lease = new("--lease")
    {
        Description =
            "Seconds without a sign of life after which a session of another hub is ended, by this machine's clock.",
        DefaultValueFactory = _ => new SweepOptions().Lease.TotalSeconds,
    };

    private readonly Option<bool> _json = JsonOption.Document();

    public Command Create()
    {
        var command = new VerbCommand(
            "gc",
            "Garbage collection of a hydration store, safe beside running hubs: waits for those that dehydrate now, then deletes what no state names.",
            "bench hub gc --hub-hydration-target-spec s3://bucket/modules --dry-run --json"
        );
        _store.AddTo(command);
        command.Options.Add(_dryRun);
        command.Options.Add(_lease);
        command.Options.Add(_json);
        command.SetAction(
            (parsed, _) => UserErrors.GuardAsync(() => RunAsync(parsed), Console.Error)
        );
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed)
    {
        var lease = parsed.GetValue(_lease);
        if (lease is not (>= LeastLease and <= 86_400))
        {
            throw new UsageException(
                FormattableString.Invariant(
                    $"--lease {lease} is out of range; use {LeastLease} to 86400 s: a dehydration shows that it lives every 10 s"
                )
            );
        }
        var options = new SweepOptions
        {
            DryRun = parsed.GetValue(_dryRun),
            Lease = TimeSpan.FromSeconds(lease),
        };
        var store = await _store.OpenAsync(parsed, interruption.Token);
        var json = parsed.GetValue(_json);
        var swept = await new ContentSweep(store, options, time).RunAsync(interruption.Token);
        if (json)
        {
            JsonOutput.Write(
                Console.Out,
                CollectionDocument.Of(store.Uri, swept),
                CliJson.Default.CollectionDocument
            );
        }
        JsonOption
            .People(json)
            .WriteLine(
                $"{swept.Modules} modules, {swept.Objects} objects, {Human.Bytes(swept.Bytes)}; "
                    + $"{swept.CandidateObjects} that no state names, {Human.Bytes(swept.CandidateBytes)}; "
                    + (
                        swept.DryRun
                            ? "nothing deleted (--dry-run)"
                            : $"{swept.DeletedObjects} deleted, {Human.Bytes(swept.DeletedBytes)}"
                    )
            );
        return ExitCodes.Done;
    }
}
