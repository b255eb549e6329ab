using System.Globalization;
using Bench.Host.Limits;
using Bench.Mounts;
using Bench.Workloads.Fio;

namespace Bench.Cli.Doctor.Checks;

/// <summary>Whether fio's processes, and the mount tool that serves them all, may open their files.</summary>
internal sealed class OpenFilesCheck() : HostCheck("host", "open files")
{
    /// <summary>What a process has open beside its data.</summary>
    private const int Others = 64;
    private const int Usual = 4096;

    protected override CheckResult? Look(Patient patient)
    {
        // Programs that are started inherit the hard limit, to which the runtime raises the soft one.
        var limit = HostLimits.OpenFiles().Soft;
        var said = limit is { } n
            ? string.Create(CultureInfo.InvariantCulture, $"{n} for each process")
            : "no limit";
        if (patient.Run is not { } run)
        {
            return limit < Usual
                ? Warning(said, $"raise 'ulimit -n' to {Usual} or more")
                : Ok(said);
        }
        var demand = FioDemand.Of(run);
        var isMount = MountKinds.Find(run.Options.Mount) is { Schemes.Count: > 0 };
        var need = Others + (isMount ? demand.OpenFiles : demand.OpenFilesOfProcess);
        var needs = string.Create(
            CultureInfo.InvariantCulture,
            $"{said}; the largest test opens {need - Others} in one process"
        );
        return limit < need ? Failed(needs, $"raise 'ulimit -n' to {need} or more") : Ok(needs);
    }
}
