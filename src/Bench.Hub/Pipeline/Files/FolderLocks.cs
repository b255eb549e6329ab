using System.Globalization;
using Bench.Host.Locks;
using Bench.Host.Processes;
using Bench.Hub.Driving;

namespace Bench.Hub.Pipeline.Files;

/// <summary>
/// Folders and prefixes that a stage works in: locked, so that two stages on one root do not destroy each other's work. What a stage
/// starts is marked, and when one was killed, the next one on its folders ends what it left running.
/// </summary>
public sealed class FolderLocks : IDisposable
{
    /// <summary>From SIGTERM, which a hub has got already when its stage died, to SIGKILL.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private readonly List<HostFileLock> _held = [];
    private readonly StageHolder _self = StageHolder.New();

    private FolderLocks() { }

    /// <summary>Variables for all that the stage starts.</summary>
    public IReadOnlyDictionary<string, string?> Marks =>
        new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            [StageHolder.Variable] = _self.Mark.ToString(),
        };

    /// <summary>Locks places; null stands for one that nobody else can work in.</summary>
    /// <exception cref="PipelineInputException">Another stage works in one.</exception>
    /// <exception cref="HubDriveException">What a killed stage left running cannot be ended.</exception>
    public static async Task<FolderLocks> TakeAsync(
        IEnumerable<StageLock?> places,
        TimeProvider time,
        Action<string> say
    )
    {
        var locks = new FolderLocks();
        try
        {
            foreach (
                var place in places
                    .OfType<StageLock>()
                    .DistinctBy(place => place.File, StringComparer.Ordinal)
                    .OrderBy(place => place.File, StringComparer.Ordinal)
            )
            {
                locks._held.Add(HostFileLock.TryAcquire(place.File) ?? throw Taken(place));
            }
            await locks.EndLeftAsync(time, say);
            // Before anything is started: whoever comes next must know whose it is.
            locks._held.ForEach(locks._self.Sign);
            return locks;
        }
        catch
        {
            locks.Dispose();
            throw;
        }
    }

    public void Dispose() => _held.ForEach(held => held.Dispose());

    /// <summary>Whoever held these locks before is gone; a hub of its may still work on the folders.</summary>
    private async Task EndLeftAsync(TimeProvider time, Action<string> say)
    {
        var before = _held
            .Select(held => StageHolder.At(held.Path)?.Mark)
            .OfType<OwnerMark>()
            .ToHashSet();
        if (before.Count == 0)
        {
            return;
        }
        var left = await OwnedProcesses.EndAsync(
            before.Contains,
            time,
            Grace,
            StageHolder.Variable
        );
        if (left.Remaining.Count > 0)
        {
            throw new HubDriveException(
                $"what a killed stage left running cannot be ended: {Pids(left.Remaining)}; end it by hand, and run the stage again"
            );
        }
        if (left.Ended.Count > 0)
        {
            say($"what a killed stage had left running was ended: {Pids(left.Ended)}");
        }
    }

    private static string Pids(IEnumerable<OwnedProcess> processes) =>
        "process "
        + string.Join(
            ", ",
            processes.Select(p => p.Identity.Pid.ToString(CultureInfo.InvariantCulture))
        );

    private static PipelineInputException Taken(StageLock place) =>
        new(
            $"another stage{(StageHolder.At(place.File) is { } holder ? $" ({holder})" : "")} works in {place.Place}; wait until it has ended, or use another place"
        );
}
