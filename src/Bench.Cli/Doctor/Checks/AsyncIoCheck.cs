using System.Globalization;
using Bench.Host.Limits;
using Bench.Workloads.Fio;

namespace Bench.Cli.Doctor.Checks;

/// <summary>Whether the kernel gives the engine libaio as many requests as the tests keep in flight.</summary>
internal sealed class AsyncIoCheck() : HostCheck("host", "aio-max-nr")
{
    protected override CheckResult? Look(Patient patient)
    {
        var limit = HostLimits.AsyncIo();
        var free = limit.Most - limit.Used;
        var said = string.Create(
            CultureInfo.InvariantCulture,
            $"{free} of {limit.Most} requests free"
        );
        if (patient.Run is not { } run)
        {
            return Info(said);
        }
        var need = FioDemand.Of(run).AsyncRequests;
        if (need == 0)
        {
            return null;
        }
        said += string.Create(
            CultureInfo.InvariantCulture,
            $"; the largest libaio test needs {need}"
        );
        return need > free
            ? Failed(
                said,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"sysctl fs.aio-max-nr={limit.Used + need} or more"
                )
            )
            : Ok(said);
    }
}
