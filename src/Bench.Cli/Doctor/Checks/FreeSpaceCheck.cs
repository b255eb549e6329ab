using Bench.Host.Limits;
using Bench.Host.Mounts;
using Bench.Model.Units;
using Bench.Workloads.Fio;
using Bench.Workloads.Hydration;

namespace Bench.Cli.Doctor.Checks;

/// <summary>Whether scratch space and a test data folder have room.</summary>
internal sealed class FreeSpaceCheck : IDoctorCheck
{
    /// <summary>For outputs, samples and logs of one iteration, with much to spare.</summary>
    private const long ScratchBytes = 256L << 20;

    public string Area => "host";

    public Task<IReadOnlyList<CheckResult>> RunAsync(Patient patient, CancellationToken cancel)
    {
        var hub = patient.Run is { } run ? HydrationDemand.Of(run) : HydrationDemand.None;
        var scratch = ScratchBytes + hub.ScratchBytes;
        var results = new List<CheckResult>
        {
            Judge("host", "scratch space", patient.WorkFolder, scratch, "", "--work-dir"),
        };
        if (patient.TestData is { } folder && !folder.Contains("://", StringComparison.Ordinal))
        {
            results.Add(OfData(patient, folder, hub, scratch));
        }
        return Task.FromResult<IReadOnlyList<CheckResult>>(results);
    }

    /// <summary>Where hubs keep their data on the same volume, that must have room for both.</summary>
    private static CheckResult OfData(
        Patient patient,
        string folder,
        HydrationDemand hub,
        long scratch
    )
    {
        var fio = patient.Run is { } run ? FioDemand.Of(run) : null;
        var need =
            (fio?.ReadSetBytes ?? 0)
            + hub.BaselineBytes
            + Math.Max(fio?.WrittenBytes ?? 0, hub.CopyBytes);
        var more = "";
        if (hub.ScratchBytes > 0)
        {
            more =
                hub.CopyBytes > 0
                    ? $", of them {Human.Bytes(hub.BaselineBytes)} for baselines of hubs to be made and {Human.Bytes(hub.CopyBytes)} for a copy"
                    : "";
            if (Volumes.AreOne(folder, patient.WorkFolder))
            {
                need += scratch;
                more += $", and {Human.Bytes(scratch)} for scratch space on the same volume";
            }
        }
        return Judge("test data", "free space", folder, need, more, "--test-data");
    }

    private static CheckResult Judge(
        string area,
        string name,
        string folder,
        long need,
        string more,
        string option
    )
    {
        var free = HostLimits.FreeBytes(folder);
        var said = $"{Human.Bytes(free)} free at {folder}";
        if (need > 0)
        {
            said += $", {Human.Bytes(need)} needed{more}";
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
