using System.Globalization;

namespace Bench.Coordinator.Dashboard.Addresses;

/// <summary>The addresses of pages. Names are escaped, so that none can leave its place.</summary>
/// <param name="Base">The path that the service is reached under; empty at the root.</param>
public sealed record DashboardLinks(string Base)
{
    public string Runs => $"{Base}/";

    public string RunsEvents => $"{Base}/events";

    public string Asset(string name) => $"{Base}/assets/{name}";

    public string Run(string run) => $"{Base}/runs/{Escaped(run)}";

    public string Events(string run) => $"{Run(run)}/events";

    public string History(string run) => $"{Run(run)}/history";

    public string Vm(string run, string vm) => $"{Run(run)}/vms/{Escaped(vm)}";

    public string Log(string run, string vm) => $"{Vm(run, vm)}/log";

    public string Entry(string run, int matrixId) =>
        $"{Run(run)}/entries/{matrixId.ToString(CultureInfo.InvariantCulture)}";

    public string Retry(string run, int matrixId) => $"{Entry(run, matrixId)}/retry";

    public string Cancel(string run) => $"{Run(run)}/cancel";

    public string Resume(string run) => $"{Run(run)}/resume";

    public string Report(string run, string file) => $"{Run(run)}/report/{Escaped(file)}";

    private static string Escaped(string name) => Uri.EscapeDataString(name);
}
