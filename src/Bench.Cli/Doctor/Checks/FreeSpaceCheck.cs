using Bench.Host.Limits;
using Bench.Model.Units;
using Bench.Workloads.Fio;

namespace Bench.Cli.Doctor.Checks;

/// <summary>Whether scratch space and a test data folder have room.</summary>
internal sealed class FreeSpaceCheck : IDoctorCheck
{
    /// <summary>For outputs, samples and logs of one iteration, with much to spare.</summary>
    private const long ScratchBytes = 256L << 20;

    public string Area => "host";

    public Task<IReadOnlyList<CheckResult>> RunAsync(Patient patient, CancellationToken cancel)
    {
        var results = new List<CheckResult>
        {
            Judge("host", "scratch space", patient.WorkFolder, ScratchBytes, "--work-dir"),
        };
        if (patient.TestData is { } folder && !folder.Contains("://", StringComparison.Ordinal))
        {
            var need = patient.Run is { } run ? FioDemand.Of(run).DataBytes : 0;
            results.Add(Judge("test data", "free space", folder, need, "--test-data"));
        }
        return Task.FromResult<IReadOnlyList<CheckResult>>(results);
    }

    private static CheckResult Judge(
        string area,
        string name,
        string folder,
        long need,
        string option
    )
    {
        var free = HostLimits.FreeBytes(folder);
        var said = $"{Human.Bytes(free)} free at {folder}";
        if (need > 0)
        {
            said += $", {Human.Bytes(need)} needed";
        }
        return free < need
            ? new CheckResult(
                area,
                name,
                CheckStatus.Failed,
                said,
                $"free some, use smaller tests, or another {option}"
            )
            : new CheckResult(area, name, CheckStatus.Ok, said);
    }
}
