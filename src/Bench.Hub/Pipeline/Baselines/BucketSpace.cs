using System.Globalization;
using System.Text;
using Bench.Hub.Hashing;
using Bench.Hub.Pipeline.Files;
using Bench.Storage;

namespace Bench.Hub.Pipeline.Baselines;

/// <summary>
/// Data of backends under prefixes of one bucket. Copies are made by the server where it can. The digest is over keys and
/// lengths: content-addressed keys carry the hash of what they name, and reading all of it would cost a download.
/// </summary>
/// <param name="bucket">The whole bucket; places are prefixes in it, without a slash at their end.</param>
/// <param name="lockFolder">
/// Where stages of this machine lock places, by their whole URIs; null where each stage has places that nobody else
/// knows. Stages of several machines do not see each other.
/// </param>
public sealed class BucketSpace(IObjectStore bucket, string? lockFolder = null) : IBaselineSpace
{
    private const int InFlight = 16;

    public string NameOf(string place) => StoreUris.Child(bucket.Uri, place);

    public StageLock? LockOf(string place) =>
        lockFolder is null
            ? null
            : StageLock.In(
                lockFolder,
                ContentHash.Of(Encoding.UTF8.GetBytes(NameOf(place))).ToString(),
                NameOf(place)
            );

    public Task<byte[]?> ReadAsync(string place, string name, CancellationToken cancel) =>
        bucket.GetAsync($"{place}/{name}", cancel);

    public Task WriteAsync(string place, string name, byte[] content, CancellationToken cancel) =>
        bucket.PutAsync($"{place}/{name}", content, cancel);

    public Task RemoveAsync(string place, string name, CancellationToken cancel) =>
        bucket.DeleteAsync($"{place}/{name}", cancel);

    public Task MarkAsync(string place, CancellationToken cancel) =>
        WriteAsync(place, Trees.Mark, [], cancel);

    public async Task<bool> IsEmptyAsync(string place, CancellationToken cancel) =>
        !await Objects(place, cancel).AnyAsync(cancel);

    public async Task<bool> HasDataAsync(string place, CancellationToken cancel) =>
        await Data(place, cancel).AnyAsync(cancel);

    public async Task<TreeDigest> DigestAsync(string place, CancellationToken cancel) =>
        DigestOf(await Data(place, cancel).ToListAsync(cancel));

    public async Task<TreeDigest> CopyAsync(string source, string target, CancellationToken cancel)
    {
        await OwnPlaces.CheckAsync(this, target, cancel);
        await EmptyAsync(target, cancel);
        await WriteAsync(target, BaselineFiles.Unfinished, BaselineFiles.ByCopy, cancel);
        var objects = await Data(source, cancel).ToListAsync(cancel);
        await Parallel.ForEachAsync(
            objects,
            Parallelism(cancel),
            async (found, stop) =>
                await bucket.CopyAsync(
                    $"{source}/{found.Key}",
                    $"{target}/{found.Key}",
                    found.Length,
                    stop
                )
        );
        var (given, arrived) = (DigestOf(objects), await DigestAsync(target, cancel));
        return arrived == given
            ? arrived
            : throw new StoreException(
                StoreError.Corrupt,
                NameOf(target),
                $"the copy of {NameOf(source)} arrived as something else: {arrived.Files} objects, {arrived.Bytes} bytes, of {given.Files} objects, {given.Bytes} bytes",
                "let nobody else use the two places, and run the stage again"
            );
    }

    public Task<TreeDigest?> TryMoveAsync(string source, string target, CancellationToken cancel) =>
        Task.FromResult<TreeDigest?>(null);

    public async Task DeleteAsync(string place, CancellationToken cancel)
    {
        if (await IsEmptyAsync(place, cancel))
        {
            return;
        }
        await OwnPlaces.CheckAsync(this, place, cancel);
        await EmptyAsync(place, cancel);
        await RemoveAsync(place, Trees.Mark, cancel);
    }

    /// <summary>The mark stays: whoever is killed meanwhile leaves a place that may be wiped again.</summary>
    private async Task EmptyAsync(string place, CancellationToken cancel)
    {
        await MarkAsync(place, cancel);
        await RemoveAsync(place, BaselineFiles.Seeded, cancel);
        await Parallel.ForEachAsync(
            Objects(place, cancel).Where(found => found.Key != Trees.Mark),
            Parallelism(cancel),
            async (found, stop) => await RemoveAsync(place, found.Key, stop)
        );
    }

    private static ParallelOptions Parallelism(CancellationToken cancel) =>
        new() { MaxDegreeOfParallelism = InFlight, CancellationToken = cancel };

    private IAsyncEnumerable<ObjectInfo> Data(string place, CancellationToken cancel) =>
        Objects(place, cancel).Where(found => !BaselineFiles.All.Contains(found.Key));

    /// <summary>Objects with their keys below the place.</summary>
    private IAsyncEnumerable<ObjectInfo> Objects(string place, CancellationToken cancel) =>
        bucket
            .ListAsync($"{place}/", cancel)
            .Select(found => found with { Key = found.Key[(place.Length + 1)..] })
            // Consoles make an object of no name where they show an empty folder.
            .Where(found => found.Key.Length > 0);

    private static TreeDigest DigestOf(IReadOnlyList<ObjectInfo> objects)
    {
        var text = new StringBuilder();
        foreach (var found in objects.OrderBy(found => found.Key, StringComparer.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture, $"{found.Length} {found.Key}\n");
        }
        return new(
            ContentHash.Of(Encoding.UTF8.GetBytes(text.ToString())).ToString(),
            objects.Count,
            objects.Sum(found => found.Length)
        );
    }
}
