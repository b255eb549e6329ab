using System.Globalization;
using Bench.Storage;
using Bench.Storage.Probing;

namespace Bench.Cli.Doctor.Checks;

/// <summary>Whether a store has the powers that runs rest on, tried on the store itself.</summary>
/// <param name="area">What the store is for.</param>
/// <param name="open">The store; null where the patient has none.</param>
/// <param name="settings">How hard it is tried.</param>
internal sealed class StoreCheck(
    string area,
    Func<Patient, IObjectStore?> open,
    ProbeSettings settings
) : IDoctorCheck
{
    /// <summary>The store on which workers keep their claims.</summary>
    public const string Artifacts = "artifacts";

    public string Area => area;

    /// <summary>All that can be said of it.</summary>
    public static StoreCheck Full(string area, Func<Patient, IObjectStore?> open) =>
        new(area, open, new ProbeSettings());

    /// <summary>What a run must know before it starts, in a few dozen small requests.</summary>
    public static StoreCheck Quick(string area, Func<Patient, IObjectStore?> open) =>
        new(
            area,
            open,
            new ProbeSettings
            {
                RaceRounds = 1,
                Racers = 8,
                LatencySamples = 3,
                StreamBytes = 64 * 1024,
            }
        );

    public async Task<IReadOnlyList<CheckResult>> RunAsync(
        Patient patient,
        CancellationToken cancel
    )
    {
        if (open(patient) is not { } store)
        {
            return [];
        }
        var report = await new StoreProbe(patient.Time, settings).RunAsync(store, cancel);
        var results = report.Checks.Select(Of).ToList();
        if (
            area == Artifacts
            && report.Latency is { } latency
            && patient.LeaseSeconds is { } lease
            && LeaseFit.Judge(area, latency, lease) is { } tooShort
        )
        {
            results.Add(tooShort);
        }
        if (report.Clock is { } clock)
        {
            results.Add(new CheckResult(area, "clock", CheckStatus.Info, Text(clock)));
        }
        if (report.Leftovers.Count > 0)
        {
            results.Add(
                new CheckResult(
                    area,
                    "clean-up",
                    CheckStatus.Warning,
                    $"{report.Leftovers.Count} objects of this check are left, such as {StoreUris.Child(store.Uri, report.Leftovers[0])}",
                    "delete them"
                )
            );
        }
        return results;
    }

    private CheckResult Of(ProbeCheck check) =>
        new(
            area,
            check.Name,
            check.Status switch
            {
                ProbeStatus.Passed => CheckStatus.Ok,
                ProbeStatus.Warned => CheckStatus.Warning,
                ProbeStatus.Skipped => CheckStatus.Info,
                _ => CheckStatus.Failed,
            },
            check.Finding,
            check.Remedy
        );

    private static string Text(ClockOffset clock) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"the store's clock is {clock.LowestSeconds:+0.0;-0.0} to {clock.HighestSeconds:+0.0;-0.0} s from this machine's; nothing is decided by it"
        );
}
