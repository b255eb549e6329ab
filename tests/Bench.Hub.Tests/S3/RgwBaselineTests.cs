using Bench.Hub.Pipeline;
using Bench.Hub.Pipeline.Baselines;
using Bench.Hub.Tests.Support;
using Bench.Storage;
using Bench.Testing.S3;

namespace Bench.Hub.Tests.S3;

/// <summary>Places of the pipeline's data on a real S3 server.</summary>
public sealed class RgwBaselineTests
{
    private RgwBucket _bucket = null!;
    private IObjectStore _store = null!;
    private BucketSpace _space = null!;

    private static CancellationToken None => CancellationToken.None;

    [SetUp]
    public async Task MakeBucket()
    {
        _bucket = await RgwServer.FromEnvironment().UseInThisProcess().NewBucketAsync();
        _store = Stores.Open(_bucket.Uri);
        _space = new BucketSpace(_store);
    }

    [TearDown]
    public async Task RemoveBucket() => await _bucket.DisposeAsync();

    [Test]
    public async Task What_no_stage_has_made_is_left_as_it_is()
    {
        await PutAsync("hub/backend/data");
        await PutAsync("hub/prod/README.txt");
        await PutAsync("hub/kept/.bench-stage");
        await PutAsync("hub/kept/preserved.json");
        var before = await KeysAsync("");
        foreach (var place in new[] { "hub/prod", "hub/kept", "hub" })
        {
            Func<Task>[] wipes =
            [
                () => _space.DeleteAsync(place, None),
                () => _space.CopyAsync("hub/backend", place, None),
            ];
            foreach (var wipe in wipes)
            {
                (await Should.ThrowAsync<PipelineInputException>(wipe)).Message.ShouldContain(
                    $"s3://{_bucket.Name}/{place}"
                );
            }
        }
        (await KeysAsync("")).ShouldBe(before);
    }

    [Test]
    public async Task A_copy_is_a_stages_own_and_has_the_digest_of_its_source()
    {
        await PutAsync("hub/seeded/b/content/one");
        await PutAsync("hub/seeded/b/content/two");
        await PutAsync("hub/seeded/preserved.json");
        // As a console makes a folder.
        await _bucket.Client.PutObjectAsync(
            new() { BucketName = _bucket.Name, Key = "hub/run/" },
            None
        );
        var digest = await _space.DigestAsync("hub/seeded", None);
        string[] copy = [".bench-stage", "b/content/one", "b/content/two", "unfinished.txt"];
        for (var i = 0; i < 2; i++)
        {
            (await _space.CopyAsync("hub/seeded", "hub/run", None)).ShouldBe(digest);
            (await KeysAsync("hub/run/")).ShouldBe(copy, ignoreOrder: true);
            await PutAsync("hub/run/b/stored later");
        }
        // One that was interrupted before there was a mark.
        await _store.DeleteAsync("hub/run/.bench-stage", None);
        await _space.DeleteAsync("hub/run", None);
        (await KeysAsync("hub/run/")).ShouldBeEmpty();
        (await KeysAsync("hub/seeded/")).Count.ShouldBe(3);
    }

    private Task PutAsync(string key) => _store.PutAsync(key, new byte[] { 1 }, None);

    /// <summary>Objects with a name below a prefix, by that name.</summary>
    private async Task<IReadOnlyList<string>> KeysAsync(string prefix) =>
        [
            .. (await TestArea.KeysAsync(_store, prefix))
                .Select(key => key[prefix.Length..])
                .Where(key => key.Length > 0),
        ];
}
