namespace Bench.Storage.Tests.Contract;

public abstract partial class ObjectStoreContract
{
    [TestCase(0)]
    [TestCase(1)]
    [TestCase(100_003)]
    [TestCase(9 << 20)]
    public async Task A_copy_has_the_bytes_and_leaves_what_it_is_of(int length)
    {
        var content = PatternStream.Of(length, seed: 7);
        await Store.PutAsync("a/from + ü", content, None);
        await Store.PutAsync("b/to + ü", Utf8("what was there before"), None);
        await Store.CopyAsync("a/from + ü", "b/to + ü", length, None);
        (await Store.GetAsync("b/to + ü", None))
            .ShouldNotBeNull()
            .SequenceEqual(content)
            .ShouldBeTrue();
        (await Store.GetAsync("a/from + ü", None))
            .ShouldNotBeNull()
            .SequenceEqual(content)
            .ShouldBeTrue();
        await Store.PutAsync("a/from + ü", Utf8("changed later"), None);
        (await Store.GetAsync("b/to + ü", None))
            .ShouldNotBeNull()
            .SequenceEqual(content)
            .ShouldBeTrue();
        (await KeysAsync("")).ShouldBe(["a/from + ü", "b/to + ü"]);
    }

    [TestCase(10)]
    [TestCase(64 << 20)]
    public async Task A_copy_of_what_is_not_there_says_so_and_leaves_nothing(int length)
    {
        var error = await Should.ThrowAsync<StoreException>(() =>
            Store.CopyAsync("run/none", "run/copy", length, None)
        );
        error.Error.ShouldBe(StoreError.Absent);
        error.Message.ShouldContain("run/none");
        error.Message.ShouldContain("there is no such object to copy");
        (await KeysAsync("")).ShouldBeEmpty();
    }

    [Test]
    public async Task A_copy_that_is_cancelled_before_it_begins_leaves_nothing()
    {
        using var source = new CancellationTokenSource();
        await source.CancelAsync();
        await Store.PutAsync("run/a", Utf8("x"), None);
        await ShouldCancelAsync(() => Store.CopyAsync("run/a", "run/b", 1, source.Token));
        (await KeysAsync("")).ShouldBe(["run/a"]);
    }
}
