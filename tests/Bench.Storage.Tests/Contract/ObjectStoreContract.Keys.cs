namespace Bench.Storage.Tests.Contract;

public abstract partial class ObjectStoreContract
{
    /// <summary>Whether keys may have empty segments and segments of any length; a file store refuses them.</summary>
    protected virtual bool HoldsKeysThatAreNoPaths => true;

    private static IEnumerable<string> KeysThatAreNoPaths =>
        [
            "run//b",
            "run///b//c",
            "run/folder/",
            "run/b//",
            "run/" + new string('k', 896),
            "run/" + new string('é', 448),
        ];

    [TestCaseSource(nameof(KeysThatAreNoPaths))]
    public async Task Keys_that_are_no_paths_are_kept_exactly_or_refused(string key)
    {
        if (!HoldsKeysThatAreNoPaths)
        {
            await ShouldRefuseAsync(key);
            (await KeysAsync("")).ShouldBeEmpty();
            return;
        }
        (await Store.TryCreateAsync(key, Utf8(key), None)).ShouldBeTrue();
        (await Store.TryCreateAsync(key, Utf8("again"), None)).ShouldBeFalse();
        (await TextAsync(key)).ShouldBe(key);
        (await KeysAsync("run/")).ShouldBe([key]);
        await Store.DeleteAsync(key, None);
        (await KeysAsync("")).ShouldBeEmpty();
    }

    /// <summary>Every call refuses the key, by the class of error that says so.</summary>
    protected async Task ShouldRefuseAsync(string key)
    {
        using var content = new MemoryStream(Utf8("x"));
        Func<Task>[] calls =
        [
            () => Store.GetAsync(key, None),
            () => Store.OpenAsync(key, None),
            () => Store.PutAsync(key, Utf8("x"), None),
            () => Store.PutAsync(key, content, None),
            () => Store.TryCreateAsync(key, Utf8("x"), None),
            () => Store.DeleteAsync(key, None),
        ];
        foreach (var call in calls)
        {
            var refused = await Should.ThrowAsync<StoreException>(call);
            refused.Error.ShouldBe(StoreError.InvalidKey);
            refused.Message.ShouldContain(Store.Uri.Split('?')[0]);
        }
    }
}
