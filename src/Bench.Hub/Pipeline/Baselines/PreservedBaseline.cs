using Bench.Model.Hub;
using Bench.Model.Json;

namespace Bench.Hub.Pipeline.Baselines;

/// <summary>The record of a preserved baseline, which says that it is whole.</summary>
public static class PreservedBaseline
{
    /// <summary>Of a folder of this machine; null where none is there.</summary>
    /// <exception cref="DocumentException">What is there cannot be read.</exception>
    public static HubPreserved? ReadLocal(string folder)
    {
        var path = Path.Combine(folder, BaselineFiles.Preserved);
        return File.Exists(path)
            ? Documents.Read<HubPreserved>(File.ReadAllBytes(path), path)
            : null;
    }

    /// <summary>Null where none is there.</summary>
    /// <exception cref="DocumentException">What is there cannot be read.</exception>
    public static async Task<HubPreserved?> ReadAsync(
        IBaselineSpace space,
        string place,
        CancellationToken cancel
    ) =>
        await space.ReadAsync(place, BaselineFiles.Preserved, cancel) is { } record
            ? Documents.Read<HubPreserved>(record, $"{place}/{BaselineFiles.Preserved}")
            : null;
}
