using Bench.Cli.Doctor;
using Bench.Cli.Doctor.Checks;
using Bench.Cli.Output;
using Bench.Host.Processes;
using Bench.Model.Runs;
using Bench.Storage;
using Bench.Workloads;

namespace Bench.Cli;

/// <summary>
/// Looks whether this machine and the store can do what the run will ask of them, before anything is written: those of
/// the doctor's checks that the run needs.
/// </summary>
internal static class Preflight
{
    /// <summary>The machine, as long as workers are on it.</summary>
    /// <exception cref="ToolException">Something is missing; all of it is told at once.</exception>
    public static async Task CheckHostAsync(
        RunConfig config,
        IProcessRunner processes,
        TimeProvider time,
        CancellationToken cancel
    ) =>
        Judge(
            await Examination.RunAsync(
                Examination.Host,
                Patient.Of(config, processes, time),
                cancel
            )
        );

    /// <summary>The stores; last, because a machine that is not fit leaves no trace in them.</summary>
    /// <exception cref="ToolException">One is not there, or lacks a power or a permission.</exception>
    public static async Task CheckStoresAsync(
        RunConfig config,
        IObjectStore artifacts,
        IProcessRunner processes,
        TimeProvider time,
        CancellationToken cancel
    )
    {
        var patient = Patient.Of(config, processes, time);
        Judge(await Examination.RunAsync([new DataBucketCheck()], patient, cancel));
        var store = StoreCheck.Quick(StoreCheck.Artifacts, _ => artifacts);
        Judge(await Examination.RunAsync([store], patient, cancel));
    }

    /// <summary>What may turn out badly is told, and the run goes on.</summary>
    private static void Judge(IReadOnlyList<CheckResult> found)
    {
        foreach (var warning in found.Where(result => result.Status == CheckStatus.Warning))
        {
            Console.Error.WriteLine($"warning: {TextTable.Clean(Line(warning))}");
        }
        if (!Examination.IsFit(found))
        {
            var failed = found.Where(result => result.Status == CheckStatus.Failed);
            throw new ToolException(string.Join('\n', failed.Select(Line)));
        }
    }

    private static string Line(CheckResult result) =>
        result.Remedy is null ? result.Detail : $"{result.Detail}; {result.Remedy}";
}
