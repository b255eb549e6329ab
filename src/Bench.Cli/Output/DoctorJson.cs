using Bench.Cli.Doctor;

namespace Bench.Cli.Output;

/// <summary>What <c>bench doctor --json</c> prints.</summary>
internal sealed record DoctorJson
{
    public required string Schema { get; init; }

    /// <summary>Whether a run would fit: no check has failed.</summary>
    public required bool Fit { get; init; }
    public required IReadOnlyList<CheckResult> Checks { get; init; }

    public static DoctorJson Of(IReadOnlyList<CheckResult> results) =>
        new()
        {
            Schema = "bench.doctor/1",
            Fit = Examination.IsFit(results),
            Checks = results,
        };
}
