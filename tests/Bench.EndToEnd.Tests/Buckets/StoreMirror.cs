using Bench.EndToEnd.Tests.Harness;
using Bench.Storage;

namespace Bench.EndToEnd.Tests.Buckets;

/// <summary>Looks into an artifacts store from outside, and copies what is there to a folder.</summary>
internal sealed class StoreMirror(Sandbox sandbox, string uri)
{
    private readonly IObjectStore _store = Stores.Open(uri);

    /// <summary>Keys below a prefix, sorted.</summary>
    public async Task<IReadOnlyList<string>> KeysAsync(string prefix = "")
    {
        var keys = new List<string>();
        await foreach (var found in _store.ListAsync(prefix, CancellationToken.None))
        {
            keys.Add(found.Key);
        }
        return keys;
    }

    /// <summary>A run's records as they are now, in the sandbox's folder of artifacts.</summary>
    public async Task<Bucket> CopyAsync(string run)
    {
        foreach (var key in await KeysAsync(run + "/"))
        {
            // A key of progress may be replaced meanwhile, but none of a run is ever deleted.
            await using var content = (
                await _store.OpenAsync(key, CancellationToken.None)
            ).ShouldNotBeNull(key);
            var path = Path.Combine(sandbox.Artifacts, key);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await using var file = File.Create(path);
            await content.CopyToAsync(file);
        }
        return sandbox.Bucket(run);
    }

    /// <summary>Waits until so many keys have a part.</summary>
    public async Task WaitAsync(string prefix, string part, int count, BenchProcess run)
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var keys = await KeysAsync(prefix);
            if (keys.Count(key => key.Contains(part, StringComparison.Ordinal)) >= count)
            {
                return;
            }
            if (TimeProvider.System.GetElapsedTime(begun) > Until.Limit || run.HasExited)
            {
                Assert.Fail(
                    $"never had {count} keys {prefix}*{part}*: {string.Join('\n', keys)}\n{run.Output}{run.Errors}"
                );
            }
        }
    }
}
