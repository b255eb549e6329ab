using System.CommandLine;
using Bench.Cli.Inputs;
using Bench.Coordinator.Leading;
using Bench.Model.Sealing;
using Bench.Protocol.Decisions;
using Bench.Protocol.Records;
using Bench.Protocol.Runs;
using Bench.Protocol.Sealing;
using Bench.Reporting.Aggregation;
using Bench.Reporting.Model;
using Bench.Reporting.Output;

namespace Bench.Cli.Verbs;

/// <summary><c>bench report</c>: renders a run's report again, the same bytes from the same bucket.</summary>
internal sealed class ReportVerb(Interruption interruption, TimeProvider time)
{
    private readonly NamedRun _run = new();
    private readonly Option<string?> _directory = new("--report-dir")
    {
        Description =
            "Folder for the report. Default: report/ of the run; bench-report-<id> for a run that is not sealed.",
    };
    private readonly Option<bool> _json = JsonOption.Report();
    private readonly Option<bool> _verify = new("--verify")
    {
        Description = "Also check the SHA-256 of every raw file.",
    };

    public Command Create()
    {
        var command = new VerbCommand(
            "report",
            "Aggregates a run from its raw files and writes report.json, report.csv and report.html. "
                + "The report of a run that is not sealed is provisional, and never written into the bucket.",
            "bench report t1 --artifacts file:///data/bench --report-dir ./t1-report --verify"
        );
        _run.AddTo(command);
        command.Options.Add(_directory);
        command.Options.Add(_verify);
        command.Options.Add(_json);
        command.SetAction(
            (parsed, _) => UserErrors.GuardAsync(() => RunAsync(parsed), Console.Error)
        );
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed)
    {
        var cancel = interruption.Token;
        var records = _run.Open(parsed);
        var run = await LoadedRun.LoadAsync(records, cancel);
        var seal = await records.GetAsync<Seal>(records.Keys.Seal, cancel);
        var provisional = seal is null;
        seal ??= await ProvisionalAsync(records, run, cancel);
        var options = new AggregationOptions
        {
            Verify = parsed.GetValue(_verify),
            Provisional = provisional,
        };
        var report = await new ReportAggregator(records.Store, options).AggregateAsync(
            seal,
            cancel
        );
        var location = await WriteAsync(parsed, records, report, provisional, cancel);
        if (parsed.GetValue(_json))
        {
            RunEnd.PrintJson(report, Console.Out);
        }
        else
        {
            RunEnd.Print(report, location, Console.Out);
        }
        return RunEnd.CodeOf(seal);
    }

    private async Task<string> WriteAsync(
        ParseResult parsed,
        RecordStore records,
        Report report,
        bool provisional,
        CancellationToken cancel
    )
    {
        var files = await ReportFiles.RenderAsync(report, report.Options.SeparateConfigs);
        var directory =
            parsed.GetValue(_directory)
            ?? (provisional ? $"bench-report-{records.Keys.RunId}" : null);
        if (directory is null)
        {
            await files.WriteAsync(records.Store, records.Keys, cancel);
            return RunEnd.Location(records);
        }
        try
        {
            await files.WriteAsync(directory, cancel);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--report-dir {directory} cannot be written: {e.Message}");
        }
        return Path.GetFullPath(Path.Combine(directory, ReportFiles.Html));
    }

    private async Task<Seal> ProvisionalAsync(
        RecordStore records,
        LoadedRun run,
        CancellationToken cancel
    )
    {
        var log = new DecisionLog(records, run.Config, CoordinatorSelf.Reader, time);
        return await new Sealer(records, run, log, time, BenchVersion.Current).ProvisionalAsync(
            cancel
        );
    }
}
