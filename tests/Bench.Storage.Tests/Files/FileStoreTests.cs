using System.Text;
using Bench.Storage.Files;

namespace Bench.Storage.Tests.Files;

public sealed class FileStoreTests
{
    private static readonly CancellationToken None = CancellationToken.None;
    private TemporaryFolder _folder = null!;
    private FileStore _store = null!;

    [SetUp]
    public void MakeFolder()
    {
        _folder = new TemporaryFolder();
        _store = new FileStore($"{_folder.Path}/root");
    }

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    private static IEnumerable<string> KeysItCannotHold()
    {
        var longest = new string('x', 255);
        yield return "";
        yield return "/";
        yield return "/absolute";
        yield return "ends/";
        yield return "double//slash";
        yield return ".";
        yield return "..";
        yield return "../outside";
        yield return "a/../b";
        yield return "a/./b";
        yield return "a/..";
        yield return "nul\0";
        yield return "half \ud800 of a pair";
        yield return "\udc00";
        yield return longest + "x";
        yield return "a/" + new string('é', 128);
        yield return string.Join('/', Enumerable.Repeat(longest, 17));
        yield return ".bench-tmp";
        yield return ".bench-tmp/x";
    }

    [TestCaseSource(nameof(KeysItCannotHold))]
    public async Task A_key_that_a_file_system_cannot_hold_is_refused_before_anything_is_done(
        string key
    )
    {
        using var content = new MemoryStream([1]);
        foreach (
            var call in (Func<Task>[])
                [
                    () => _store.GetAsync(key, None),
                    () => _store.OpenAsync(key, None),
                    () => _store.PutAsync(key, new byte[1], None),
                    () => _store.PutAsync(key, content, None),
                    () => _store.TryCreateAsync(key, new byte[1], None),
                    () => _store.DeleteAsync(key, None),
                ]
        )
        {
            (await Should.ThrowAsync<StoreException>(call)).Error.ShouldBe(StoreError.InvalidKey);
        }
        Directory.Exists(_store.Root).ShouldBeFalse();
        content.Position.ShouldBe(0);
    }

    [Test]
    public async Task The_longest_segments_and_names_like_the_temporary_folder_are_held()
    {
        string[] keys =
        [
            new string('x', 255),
            "a/" + new string('é', 127),
            ".bench-tmp2",
            "run/.bench-tmp",
            "run/...",
            ".x",
        ];
        foreach (var key in keys)
        {
            (await _store.TryCreateAsync(key, Encoding.UTF8.GetBytes(key), None)).ShouldBeTrue();
        }
        (await KeysAsync("")).ShouldBe(keys.Order(StringComparer.Ordinal));
    }

    [Test]
    public async Task A_root_that_is_not_there_reads_as_empty_and_is_not_made()
    {
        (await _store.GetAsync("run/a", None)).ShouldBeNull();
        (await _store.OpenAsync("run/a", None)).ShouldBeNull();
        (await KeysAsync("")).ShouldBeEmpty();
        (await KeysAsync("run/")).ShouldBeEmpty();
        await _store.DeleteAsync("run/a", None);
        Directory.Exists(_store.Root).ShouldBeFalse();
    }

    [Test]
    public async Task An_object_in_the_place_of_a_folder_is_a_typed_conflict()
    {
        await _store.PutAsync("run/a", new byte[1], None);
        await ShouldConflictAsync("run/a/b");
        await ShouldConflictAsync("run/a/b/c/d");
        (await _store.GetAsync("run/a/b", None)).ShouldBeNull();
        (await _store.OpenAsync("run/a/b/c", None)).ShouldBeNull();
        await _store.DeleteAsync("run/a/b", None);
        (await KeysAsync("run/a/b")).ShouldBeEmpty();
        (await _store.GetAsync("run/a", None)).ShouldBe(new byte[1]);
    }

    [Test]
    public async Task A_folder_in_the_place_of_an_object_is_a_typed_conflict()
    {
        await _store.PutAsync("run/a/b", new byte[1], None);
        await ShouldConflictAsync("run/a");
        await ShouldConflictAsync("run");
        (await _store.GetAsync("run/a", None)).ShouldBeNull();
        (await _store.OpenAsync("run/a", None)).ShouldBeNull();
        await _store.DeleteAsync("run/a", None);
        (await KeysAsync("")).ShouldBe(["run/a/b"]);
    }

    [Test]
    public async Task Half_written_objects_are_never_listed()
    {
        await _store.PutAsync("run/a", new byte[1], None);
        await File.WriteAllTextAsync($"{_store.Root}/.bench-tmp/left", "half");
        foreach (var prefix in (string[])["", ".", ".bench-tmp", ".bench-tmp/", ".bench-tmp/l"])
        {
            (await KeysAsync(prefix)).ShouldBe(prefix.Length == 0 ? ["run/a"] : []);
        }
    }

    [Test]
    public async Task Nothing_half_written_is_left_by_writes_that_end()
    {
        await _store.PutAsync("run/a", new byte[9], None);
        (await _store.TryCreateAsync("run/a", new byte[9], None)).ShouldBeFalse();
        await using var broken = new Contract.PatternStream(
            9 << 20,
            seed: 1,
            atByte: 1 << 20,
            () => throw new InvalidDataException("the source broke")
        );
        await Should.ThrowAsync<InvalidDataException>(() => _store.PutAsync("run/b", broken, None));
        using var source = new CancellationTokenSource();
        await using var cancelled = new Contract.PatternStream(
            9 << 20,
            seed: 1,
            atByte: 1 << 20,
            source.Cancel
        );
        await Should.ThrowAsync<OperationCanceledException>(() =>
            _store.PutAsync("run/c", cancelled, source.Token)
        );
        await ShouldConflictAsync("run/a/b");
        await ShouldConflictAsync("run");
        TemporaryFolder.HalfWrittenIn(_store.Root).ShouldBeEmpty();
        (await KeysAsync("")).ShouldBe(["run/a"]);
    }

    [Test]
    public void A_root_must_be_absolute() =>
        Should.Throw<ArgumentException>(() => new FileStore("relative/path"));

    private async Task ShouldConflictAsync(string key)
    {
        using var content = new MemoryStream([1]);
        foreach (
            var call in (Func<Task>[])
                [
                    () => _store.PutAsync(key, new byte[1], None),
                    () => _store.PutAsync(key, content, None),
                    () => _store.TryCreateAsync(key, new byte[1], None),
                ]
        )
        {
            var conflict = await Should.ThrowAsync<StoreException>(call);
            conflict.Error.ShouldBe(StoreError.InvalidKey);
            conflict.Uri.ShouldBe($"{_store.Uri}/{key}");
        }
    }

    private async Task<List<string>> KeysAsync(string prefix)
    {
        var keys = new List<string>();
        await foreach (var found in _store.ListAsync(prefix, None))
        {
            keys.Add(found.Key);
        }
        return keys;
    }
}
