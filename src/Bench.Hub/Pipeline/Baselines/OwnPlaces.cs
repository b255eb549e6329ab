using Bench.Hub.Pipeline.Files;

namespace Bench.Hub.Pipeline.Baselines;

/// <summary>
/// Which places a stage may wipe, or seed into: those where nothing is, and those that a stage has made. A preserved
/// baseline is none of them: it is dear, so only people delete it.
/// </summary>
internal static class OwnPlaces
{
    /// <exception cref="PipelineInputException">Somebody else made what is there, or it is a preserved baseline.</exception>
    public static async Task CheckAsync(
        IBaselineSpace space,
        string place,
        CancellationToken cancel
    )
    {
        if (await space.ReadAsync(place, BaselineFiles.Preserved, cancel) is not null)
        {
            throw new PipelineInputException(
                $"{space.NameOf(place)} is a preserved baseline ({BaselineFiles.Preserved} is there), which no stage wipes or changes; delete it yourself, or name another place"
            );
        }
        if (!await space.IsEmptyAsync(place, cancel) && !await IsOwnAsync(space, place, cancel))
        {
            throw new PipelineInputException(
                $"{space.NameOf(place)} is not empty and no stage has made it ({Trees.Mark} is missing), so it is left as it is; empty it yourself, or name another place"
            );
        }
    }

    /// <summary>The same of a folder that is no place of a backend's data.</summary>
    /// <exception cref="PipelineInputException">Somebody else made what is there, or it is a preserved baseline.</exception>
    public static Task CheckFolderAsync(string folder, CancellationToken cancel) =>
        CheckAsync(new FolderSpace(), folder, cancel);

    /// <summary>Names alone prove nothing: anybody may have a README.txt.</summary>
    private static async Task<bool> IsOwnAsync(
        IBaselineSpace space,
        string place,
        CancellationToken cancel
    ) =>
        await space.ReadAsync(place, Trees.Mark, cancel) is not null
        || BaselineFiles.IsUnfinished(
            await space.ReadAsync(place, BaselineFiles.Unfinished, cancel)
        )
        || BaselineFiles.IsSeeded(await space.ReadAsync(place, BaselineFiles.Seeded, cancel));
}
