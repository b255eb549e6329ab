using System.Globalization;
using Bench.Host.Locks;
using Bench.Host.Processes;

namespace Bench.Hub.Pipeline.Files;

/// <summary>Who works in a folder, as its lock file says: this start of a stage, and its process.</summary>
internal sealed record StageHolder(string Stage, int Pid)
{
    /// <summary>The variable in the environment of what a stage starts, and of what that starts.</summary>
    public const string Variable = "BENCH_STAGE";

    private const string Kind = "stage";

    public static StageHolder New() => new(Guid.NewGuid().ToString("N"), Environment.ProcessId);

    /// <summary>The variable's value.</summary>
    public OwnerMark Mark => new(Kind, Stage, Pid);

    public void Sign(HostFileLock held) => held.Sign(Mark.ToString());

    /// <summary>The last one that held the lock; null where none is known.</summary>
    public static StageHolder? At(string lockFile) =>
        OwnerMark.TryParse(HostFileLock.SignatureAt(lockFile)) is { Run: Kind } mark
            ? new(mark.Vm, (int)mark.Epoch)
            : null;

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"process {Pid}");
}
