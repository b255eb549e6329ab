namespace Bench.Storage.Probing;

/// <summary>Deleting, which cleaning up needs.</summary>
internal sealed class DeleteCheck(ProbeSpace space)
{
    private const string Name = "delete";

    public Task<ProbeCheck> RunAsync(CancellationToken cancel) =>
        PermissionChecks.CheckAsync(Name, () => DeleteAsync(cancel));

    private async Task<ProbeCheck> DeleteAsync(CancellationToken cancel)
    {
        var key = space.Key("permissions");
        try
        {
            await space.Store.DeleteAsync(key, cancel);
        }
        catch (StoreException e) when (!e.IsTransient)
        {
            return ProbeCheck.Failed(
                Name,
                $"{e.Uri}: {e.Reason}; what the probe wrote stays below {space.UriOf(space.Prefix)}",
                $"{e.Remedy}; then delete that prefix"
            );
        }
        return await space.Store.GetAsync(key, cancel) is null
            ? ProbeCheck.Passed(Name, "a deleted object is gone at once")
            : ProbeCheck.Failed(
                Name,
                $"{space.UriOf(key)}: it is still read after it was deleted",
                "use a store that shows each delete at once"
            );
    }
}
