using System.Text;

namespace Bench.Storage.Probing;

/// <summary>Putting, getting, overwriting and listing, each by itself: what is not allowed is named.</summary>
internal sealed class PermissionChecks(ProbeSpace space)
{
    private const string Stale =
        "use a store that shows each write at once: no cache between this machine and the bucket";

    internal const string NothingPut = "not looked at: nothing can be put";

    private static readonly byte[] First = Encoding.UTF8.GetBytes("first");
    private static readonly byte[] Second = Encoding.UTF8.GetBytes("second, and longer");

    public async Task<IReadOnlyList<ProbeCheck>> RunAsync(CancellationToken cancel)
    {
        var key = space.Key("permissions");
        var put = await CheckAsync("put", () => PutAsync(key, cancel));
        return put.Status == ProbeStatus.Failed
            ?
            [
                put,
                .. ((string[])["get", "overwrite", "list"]).Select(name => new ProbeCheck(
                    name,
                    ProbeStatus.Skipped,
                    NothingPut
                )),
            ]
            :
            [
                put,
                await CheckAsync("get", () => GetAsync(key, cancel)),
                await CheckAsync("overwrite", () => OverwriteAsync(key, cancel)),
                await CheckAsync("list", () => ListAsync(cancel)),
            ];
    }

    internal static async Task<ProbeCheck> CheckAsync(string name, Func<Task<ProbeCheck>> check)
    {
        try
        {
            return await check();
        }
        catch (StoreException e)
        {
            return ProbeCheck.Failed(name, e);
        }
    }

    private async Task<ProbeCheck> PutAsync(string key, CancellationToken cancel)
    {
        await space.Store.PutAsync(key, First, cancel);
        return ProbeCheck.Passed("put", "objects can be put");
    }

    private async Task<ProbeCheck> GetAsync(string key, CancellationToken cancel)
    {
        var found = await space.Store.GetAsync(key, cancel);
        return First.AsSpan().SequenceEqual(found)
            ? ProbeCheck.Passed("get", "an object reads back as it was put")
            : ProbeCheck.Failed(
                "get",
                $"{space.UriOf(key)}: {(found is null ? "it is not there" : "it has other bytes")} right after it was put",
                Stale
            );
    }

    private async Task<ProbeCheck> OverwriteAsync(string key, CancellationToken cancel)
    {
        await space.Store.PutAsync(key, Second, cancel);
        var found = await space.Store.GetAsync(key, cancel);
        return Second.AsSpan().SequenceEqual(found)
                ? ProbeCheck.Passed("overwrite", "a new put is read at once")
            : First.AsSpan().SequenceEqual(found)
                ? ProbeCheck.Failed(
                    "overwrite",
                    $"{space.UriOf(key)}: the old bytes are read after a new put",
                    Stale
                )
            : ProbeCheck.Failed(
                "overwrite",
                $"{space.UriOf(key)}: neither the old bytes nor the new ones are read after a new put",
                Stale
            );
    }

    private async Task<ProbeCheck> ListAsync(CancellationToken cancel)
    {
        var key = space.Key("listed");
        await space.Store.PutAsync(key, Second, cancel);
        await foreach (var found in space.Store.ListAsync(space.Prefix, cancel))
        {
            if (found.Key == key && found.Length == Second.Length)
            {
                return ProbeCheck.Passed("list", "a listing shows what was put, at once");
            }
        }
        return ProbeCheck.Failed(
            "list",
            $"{space.UriOf(space.Prefix)}: the listing does not show what was just put",
            Stale
        );
    }
}
