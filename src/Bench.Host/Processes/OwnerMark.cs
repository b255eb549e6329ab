using System.Globalization;

namespace Bench.Host.Processes;

/// <summary>
/// Whose a process is: carried in its environment as <c>BENCH_OWNER=&lt;run&gt;/&lt;vm&gt;/&lt;epoch&gt;</c>, and
/// inherited by all that it starts.
/// </summary>
/// <param name="Run">The run's id.</param>
/// <param name="Vm">The VM's id.</param>
/// <param name="Epoch">The claim's number.</param>
public sealed record OwnerMark(string Run, string Vm, long Epoch)
{
    /// <summary>The environment variable.</summary>
    public const string Variable = "BENCH_OWNER";

    /// <summary>Is it of the same run and VM, and of an earlier epoch?</summary>
    public bool IsBefore(OwnerMark other) => IsSameVm(other) && Epoch < other.Epoch;

    /// <summary>Is it of the same run and VM?</summary>
    public bool IsSameVm(OwnerMark other) =>
        string.Equals(Run, other.Run, StringComparison.Ordinal)
        && string.Equals(Vm, other.Vm, StringComparison.Ordinal);

    /// <summary>The variable's value.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Run}/{Vm}/{Epoch}");

    /// <summary>Reads the variable's value; null if it is no mark.</summary>
    public static OwnerMark? TryParse(string text)
    {
        var parts = text.Split('/');
        return
            parts.Length == 3
            && parts[0].Length > 0
            && parts[1].Length > 0
            && long.TryParse(
                parts[2],
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var epoch
            )
            ? new OwnerMark(parts[0], parts[1], epoch)
            : null;
    }
}
