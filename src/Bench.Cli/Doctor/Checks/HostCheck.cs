namespace Bench.Cli.Doctor.Checks;

/// <summary>A check of this machine whose results have all one name.</summary>
internal abstract class HostCheck(string area, string name) : IDoctorCheck
{
    public string Area => area;

    public Task<IReadOnlyList<CheckResult>> RunAsync(Patient patient, CancellationToken cancel) =>
        Task.FromResult<IReadOnlyList<CheckResult>>(Look(patient) is { } found ? [found] : []);

    /// <summary>What is to be said; null for nothing.</summary>
    protected abstract CheckResult? Look(Patient patient);

    protected CheckResult Ok(string detail) => new(area, name, CheckStatus.Ok, detail);

    protected CheckResult Info(string detail) => new(area, name, CheckStatus.Info, detail);

    protected CheckResult Warning(string detail, string remedy) =>
        new(area, name, CheckStatus.Warning, detail, remedy);

    protected CheckResult Failed(string detail, string remedy) =>
        new(area, name, CheckStatus.Failed, detail, remedy);

    /// <summary>Failed if the run needs it; else only a warning.</summary>
    protected CheckResult Missing(bool needed, string detail, string remedy) =>
        needed ? Failed(detail, remedy) : Warning(detail, remedy);
}
