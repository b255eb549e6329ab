namespace Bench.Worker;

/// <summary>Where a worker keeps things on its host.</summary>
/// <param name="Work">Scratch space; each run and VM has a folder of its own below it.</param>
/// <param name="Locks">Locks that all workers of this host see.</param>
public sealed record WorkerFolders(string Work, string Locks)
{
    /// <summary>Scratch space below the temporary folder, locks in the system's folder for locks where there is one.</summary>
    public static WorkerFolders Default
    {
        get
        {
            const string systemLocks = "/run/lock";
            var temporary = Path.GetTempPath();
            return new WorkerFolders(
                Path.Combine(temporary, "bench-work"),
                Path.Combine(Directory.Exists(systemLocks) ? systemLocks : temporary, "bench")
            );
        }
    }

    /// <summary>The lock that a living worker of this run and VM holds.</summary>
    public string ClaimLock(string ownerRun, string vm) =>
        Path.Combine(Locks, "claims", ownerRun, $"{vm}.lock");

    /// <summary>The lock under which workers of this host measure in turns.</summary>
    public string TurnLock => Path.Combine(Locks, "turn.lock");

    /// <summary>Everything that workers of this run and VM put on local disk.</summary>
    public string WorkOf(string ownerRun, string vm) => Path.Combine(Work, ownerRun, vm);
}
