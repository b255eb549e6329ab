using Bench.Fio.Commands;
using Bench.Host.Processes;
using Bench.Workloads;
using Bench.Workloads.Fio;

namespace Bench.Cli.Doctor.Checks;

/// <summary>Whether fio is there, new enough, and has the engines that the job file names.</summary>
internal sealed class FioCheck : IDoctorCheck
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <summary>Engines that people most often ask for.</summary>
    private static readonly string[] s_usual = ["psync", "libaio", "io_uring"];

    public string Area => "fio";

    public async Task<IReadOnlyList<CheckResult>> RunAsync(
        Patient patient,
        CancellationToken cancel
    )
    {
        if (patient.Run is { } run && run.TestCases.All(test => test.Workload != "fio"))
        {
            return [];
        }
        string version;
        try
        {
            version = (
                await new FioWorkload().ToolsAsync(patient.Run?.Options, patient.Processes, cancel)
            )["fio"];
        }
        catch (ToolException e)
        {
            return [new CheckResult(Area, "version", CheckStatus.Failed, e.Message)];
        }
        return
        [
            new CheckResult(Area, "version", CheckStatus.Ok, version),
            await EnginesAsync(patient, cancel),
        ];
    }

    private async Task<CheckResult> EnginesAsync(Patient patient, CancellationToken cancel)
    {
        var output = Path.GetTempFileName();
        try
        {
            var process = patient.Processes.Start(
                new ProcessSpec("fio", FioEngines.Arguments)
                {
                    StdoutPath = output,
                    StderrPath = output,
                }
            );
            await process.RunToEndAsync(Limit, TimeSpan.FromSeconds(1), patient.Time, cancel);
            cancel.ThrowIfCancellationRequested();
            return Judge(patient, FioEngines.Parse(await File.ReadAllTextAsync(output, cancel)));
        }
        finally
        {
            File.Delete(output);
        }
    }

    private CheckResult Judge(Patient patient, IReadOnlySet<string>? there)
    {
        if (there is null)
        {
            return new CheckResult(
                Area,
                "engines",
                CheckStatus.Warning,
                "this fio does not list its engines",
                "see that 'fio --enghelp' works"
            );
        }
        var wanted = patient.Run is { } run
            ? FioDemand.Of(run).Engines.Order(StringComparer.Ordinal).ToList()
            : [.. s_usual];
        var missing = wanted.Where(engine => !there.Contains(engine)).ToList();
        if (missing.Count == 0)
        {
            return new CheckResult(Area, "engines", CheckStatus.Ok, string.Join(", ", wanted));
        }
        return new CheckResult(
            Area,
            "engines",
            patient.Run is null ? CheckStatus.Warning : CheckStatus.Failed,
            $"this fio has no engine {string.Join(", ", missing)}",
            "use another ioengine in the job file, or a fio built with it"
        );
    }
}
