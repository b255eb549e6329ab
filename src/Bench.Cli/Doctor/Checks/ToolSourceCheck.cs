using Bench.Model.Runs;
using Bench.Mounts;
using Bench.Mounts.ToolSources;

namespace Bench.Cli.Doctor.Checks;

/// <summary>
/// Whether each program that the run's configs name could be had here. <c>bench run</c> does not ask it: it gets them.
/// </summary>
internal sealed class ToolSourceCheck : IDoctorCheck
{
    public string Area => "mount";

    public async Task<IReadOnlyList<CheckResult>> RunAsync(
        Patient patient,
        CancellationToken cancel
    )
    {
        if (patient.Run is not { Options.ToolSource: { } source } run)
        {
            return [];
        }
        var results = new List<CheckResult>();
        foreach (var commit in run.Configs.Select(one => one.Commit).Distinct())
        {
            var (status, detail) = await LookAsync(run.Options, commit, patient, cancel);
            results.Add(new CheckResult(Area, $"{source.Name} {commit}", status, detail));
        }
        return results;
    }

    private static async Task<(CheckStatus Status, string Detail)> LookAsync(
        RunOptions options,
        string commit,
        Patient patient,
        CancellationToken cancel
    )
    {
        try
        {
            var host = RunTools.Host(options, patient.Time) with { Processes = patient.Processes };
            var outlook = await ToolProvider.Of(options, host)!.LookAsync(commit, cancel);
            if (outlook.Path is { } program && MountKinds.Find(options.Mount) is { } kind)
            {
                await kind.ToolsAsync(patient.Processes, program, cancel);
            }
            return (CheckStatus.Ok, outlook.Words);
        }
        catch (Exception e) when (e is ToolSourceException or MountException)
        {
            return (CheckStatus.Failed, e.Message);
        }
    }
}
