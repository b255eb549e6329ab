using Bench.Cli.Doctor.Checks;

namespace Bench.Cli.Doctor;

/// <summary>Runs the checks, in the order in which people read them.</summary>
internal static class Examination
{
    /// <summary>Of the machine.</summary>
    public static IReadOnlyList<IDoctorCheck> Host { get; } =
    [
        new FioCheck(),
        new MountCheck(),
        new FuseDeviceCheck(),
        new CacheDropCheck(),
        new OpenFilesCheck(),
        new AsyncIoCheck(),
        new TestFolderCheck(),
        new FreeSpaceCheck(),
    ];

    /// <summary>All checks. One that breaks is a failed check and stops no other.</summary>
    public static async Task<IReadOnlyList<CheckResult>> RunAsync(
        IReadOnlyList<IDoctorCheck> checks,
        Patient patient,
        CancellationToken cancel
    )
    {
        var results = new List<CheckResult>();
        foreach (var check in checks)
        {
            try
            {
                results.AddRange(await check.RunAsync(patient, cancel));
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                results.Add(new CheckResult(check.Area, "look", CheckStatus.Failed, e.Message));
            }
        }
        return results;
    }

    /// <summary>Whether the patient can run.</summary>
    public static bool IsFit(IEnumerable<CheckResult> results) =>
        results.All(result => result.Status != CheckStatus.Failed);
}
