namespace Bench.Host.Processes;

/// <summary>A process that carries an owner's mark.</summary>
/// <param name="Identity">The process.</param>
/// <param name="Owner">Its mark.</param>
public sealed record OwnedProcess(ProcessIdentity Identity, OwnerMark Owner);

/// <summary>What an ending came to.</summary>
/// <param name="Ended">Processes that were found and are gone.</param>
/// <param name="Remaining">Processes that outlived SIGKILL or may not be signalled.</param>
public sealed record OwnedProcessesEnded(
    IReadOnlyList<OwnedProcess> Ended,
    IReadOnlyList<OwnedProcess> Remaining
);

/// <summary>
/// Finds and ends the processes of an owner by the mark in their environment, whatever their parent, group or
/// session: what a worker that was killed left behind. This process is never among them.
/// </summary>
public static class OwnedProcesses
{
    /// <summary>From SIGTERM to SIGKILL unless said otherwise.</summary>
    public static readonly TimeSpan DefaultGrace = TimeSpan.FromSeconds(1);

    /// <summary>Living processes whose mark matches.</summary>
    /// <param name="variable">Where the mark is: owners of another kind have one of their own, so that both are found.</param>
    public static IReadOnlyList<OwnedProcess> Find(
        Func<OwnerMark, bool> matches,
        string variable = OwnerMark.Variable
    )
    {
        var found = new List<OwnedProcess>();
        foreach (var (identity, value) in MarkedProcesses.With(variable))
        {
            if (OwnerMark.TryParse(value) is { } mark && matches(mark))
                found.Add(new OwnedProcess(identity, mark));
        }

        return found;
    }

    /// <summary>
    /// Ends the processes whose mark matches, and those that they start meanwhile: SIGTERM, after the grace
    /// SIGKILL, then some seconds at most.
    /// </summary>
    public static async Task<OwnedProcessesEnded> EndAsync(
        Func<OwnerMark, bool> matches,
        TimeProvider time,
        TimeSpan? grace = null,
        string variable = OwnerMark.Variable
    )
    {
        var seen = new Dictionary<ProcessIdentity, OwnedProcess>();
        IReadOnlyList<OwnedProcess> last = [];

        IReadOnlyList<ProcessIdentity> Look(ProcessSignal signal, HashSet<ProcessIdentity>? once)
        {
            last = Find(matches, variable);
            foreach (var process in last)
            {
                seen[process.Identity] = process;
                if (once is null || once.Add(process.Identity))
                    Signals.Send(process.Identity, signal);
            }

            return [.. last.Select(p => p.Identity)];
        }

        var terminated = new HashSet<ProcessIdentity>();
        var gone = await ProcessEnding.GoneAsync(
            () => Look(ProcessSignal.Terminate, terminated),
            grace ?? DefaultGrace,
            time
        );
        if (!gone)
        {
            await ProcessEnding.GoneAsync(
                () => Look(ProcessSignal.Kill, once: null),
                ProcessEnding.KillBound,
                time
            );
        }

        var remaining = last.Select(p => p.Identity).ToHashSet();
        return new OwnedProcessesEnded(
            [.. seen.Values.Where(p => !remaining.Contains(p.Identity))],
            last
        );
    }
}
