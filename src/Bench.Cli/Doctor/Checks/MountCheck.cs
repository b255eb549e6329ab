using Bench.Mounts;

namespace Bench.Cli.Doctor.Checks;

/// <summary>Whether the mount tools are there, and which versions. Those that nobody asked for are only told of.</summary>
internal sealed class MountCheck : IDoctorCheck
{
    public string Area => "mount";

    public async Task<IReadOnlyList<CheckResult>> RunAsync(
        Patient patient,
        CancellationToken cancel
    )
    {
        var results = new List<CheckResult>();
        foreach (var kind in MountKinds.All.Where(kind => kind.Program is not null))
        {
            var wanted = patient.Mount == kind.Name;
            // What the commits of a tool source mean is another check's, and the run gets those programs anyway.
            var fromSource = wanted && patient.Run?.Options.ToolSource is not null;
            if ((wanted && !fromSource) || patient.Mount is null)
            {
                results.Add(await LookAsync(kind, wanted, patient, cancel));
            }
        }
        return results;
    }

    private async Task<CheckResult> LookAsync(
        IMountKind kind,
        bool wanted,
        Patient patient,
        CancellationToken cancel
    )
    {
        try
        {
            var tools = await kind.ToolsAsync(patient.Processes, program: null, cancel);
            return new CheckResult(
                Area,
                kind.Name,
                CheckStatus.Ok,
                string.Join(", ", tools.Values)
            );
        }
        catch (MountException e)
        {
            return new CheckResult(
                Area,
                kind.Name,
                wanted ? CheckStatus.Failed : CheckStatus.Info,
                wanted ? e.Message : "not installed"
            );
        }
    }
}
