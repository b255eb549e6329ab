using System.Globalization;
using System.Text;

namespace Bench.Storage.Probing;

/// <summary>
/// Create-if-absent under racers: one winner in each round, and its bytes stay. All that a run counts rests on it.
/// </summary>
internal sealed class CreateRaceCheck(ProbeSpace space, ProbeSettings settings)
{
    private const string Name = "create-if-absent";

    private const string Remedy =
        "runs need a store that honours create-if-absent (S3 'If-None-Match: *', GCS 'ifGenerationMatch=0'): "
        + "AWS S3, Google Cloud Storage, Ceph RGW, MinIO or a folder";

    public Task<ProbeCheck> RunAsync(CancellationToken cancel) =>
        PermissionChecks.CheckAsync(Name, () => RaceAsync(cancel));

    private async Task<ProbeCheck> RaceAsync(CancellationToken cancel)
    {
        for (var round = 1; round <= settings.RaceRounds; round++)
        {
            var key = space.Key(string.Create(CultureInfo.InvariantCulture, $"race-{round:D2}"));
            if (await RoundAsync(key, cancel) is { } finding)
            {
                return ProbeCheck.Failed(
                    Name,
                    $"{space.UriOf(key)}: {finding}: the store does not honour the condition",
                    Remedy
                );
            }
        }
        return ProbeCheck.Passed(
            Name,
            $"exactly one of {settings.Racers} racers wins, {settings.RaceRounds} rounds"
        );
    }

    /// <summary>What is wrong; null for nothing.</summary>
    private async Task<string?> RoundAsync(string key, CancellationToken cancel)
    {
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var racing = Enumerable
            .Range(0, settings.Racers)
            .Select(racer =>
                Task.Run(
                    async () =>
                    {
                        await go.Task;
                        return await space.Store.TryCreateAsync(key, Content(racer), cancel);
                    },
                    cancel
                )
            )
            .ToList();
        go.SetResult();
        var won = await Task.WhenAll(racing);
        var winners = won.Count(w => w);
        if (winners > 1)
        {
            return $"{winners} of {settings.Racers} racers were told that they created it";
        }
        var stored = await space.Store.GetAsync(key, cancel);
        if (stored is null)
        {
            return "it is not there after the race";
        }
        // A winner whose reply was lost is not told: then any racer's bytes will do.
        var expected = winners == 1 ? Content(Array.IndexOf(won, true)) : stored;
        if (!stored.AsSpan().SequenceEqual(expected))
        {
            return "a loser's bytes replaced the winner's";
        }
        if (await space.Store.TryCreateAsync(key, Content(settings.Racers), cancel))
        {
            return "it was created again though it existed";
        }
        var after = await space.Store.GetAsync(key, cancel);
        return stored.AsSpan().SequenceEqual(after)
            ? null
            : "a create that was refused changed its bytes";
    }

    private static byte[] Content(int racer) =>
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"racer {racer:D3}"));
}
