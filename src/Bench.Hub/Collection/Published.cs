using Bench.Hub.Hydration;
using Bench.Hub.States;
using Bench.Storage;

namespace Bench.Hub.Collection;

/// <param name="Epoch">The newest sweep that has published its candidates; 0 for none.</param>
/// <param name="Candidates">What it may delete: as good as absent.</param>
internal sealed record Publication(int Epoch, IReadOnlySet<string> Candidates);

/// <summary>Which sweep was the last to publish.</summary>
internal sealed class Published(IObjectStore store)
{
    private const int Tries = 20;

    private Publication _last = new(-1, new HashSet<string>());

    /// <summary>The newest publication that this process has seen; its epoch is -1 before the first look.</summary>
    public Publication Last => Volatile.Read(ref _last);

    /// <summary>Looks. What it returns is at least as new as all that was there when it was called.</summary>
    public async Task<Publication> LookAsync(IObjectStore through, CancellationToken cancel)
    {
        for (var i = 0; i < Tries; i++)
        {
            var newest = 0;
            await foreach (var found in through.ListAsync(StoreKeys.Sweeps, cancel))
            {
                if (
                    StoreKeys.TryParseSweep(found.Key, out var number, out var name)
                    && name == SweepNames.Candidates
                )
                {
                    newest = Math.Max(newest, number);
                }
            }
            if (newest == Last.Epoch)
            {
                return Last;
            }
            if (await ReadAsync(through, newest, cancel) is { } read)
            {
                Keep(read);
                return read;
            }
        }
        throw new HydrationException(
            $"the sweeps of {store.Uri} changed {Tries} times while they were read; try again"
        );
    }

    private void Keep(Publication read)
    {
        for (var last = Last; last.Epoch < read.Epoch; last = Last)
        {
            if (Interlocked.CompareExchange(ref _last, read, last) == last)
            {
                return;
            }
        }
    }

    private static async Task<Publication?> ReadAsync(
        IObjectStore through,
        int number,
        CancellationToken cancel
    )
    {
        if (number == 0)
        {
            return new Publication(0, new HashSet<string>());
        }
        var key = StoreKeys.Sweep(number, SweepNames.Candidates);
        return await through.GetAsync(key, cancel) is { } content
            ? new Publication(
                number,
                StoreJson
                    .Read<SweepKeys>(
                        content,
                        SweepKeys.SchemaName,
                        StoreUris.Child(through.Uri, key)
                    )
                    .Keys.ToHashSet(StringComparer.Ordinal)
            )
            : null;
    }
}

/// <summary>The objects of a sweep, in the order in which they come.</summary>
internal static class SweepNames
{
    public const string Claim = "claim";
    public const string Progress = "progress";
    public const string Candidates = "candidates";
    public const string Deletions = "deletions";
    public const string Done = "done";
}
