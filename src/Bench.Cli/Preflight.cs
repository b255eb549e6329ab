using Bench.Cli.Doctor;
using Bench.Cli.Doctor.Checks;
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
    /// <exception cref="ToolException">Something is missing; all of it is told at once.</exception>
    public static async Task CheckAsync(
        RunConfig config,
        IObjectStore artifacts,
        IProcessRunner processes,
        TimeProvider time,
        CancellationToken cancel
    )
    {
        var patient = Patient.Of(config, processes, time);
        // The store is tried last: a machine that is not fit leaves no trace in it.
        Judge(await Examination.RunAsync(Examination.Host, patient, cancel));
        var store = StoreCheck.Quick("artifacts", _ => artifacts);
        Judge(await Examination.RunAsync([store], patient, cancel));
    }

    private static void Judge(IReadOnlyList<CheckResult> found)
    {
        if (!Examination.IsFit(found))
        {
            var failed = found.Where(result => result.Status == CheckStatus.Failed);
            throw new ToolException(string.Join('\n', failed.Select(Line)));
        }
    }

    private static string Line(CheckResult result) =>
        result.Remedy is null ? result.Detail : $"{result.Detail}; {result.Remedy}";
}
