using System.Diagnostics;
using Bench.Storage.Files;
using Bench.Storage.Tests.Contract;

namespace Bench.Storage.Tests.Files;

/// <summary>File systems that refuse, made so that they refuse root too.</summary>
public sealed class FileStoreFaultTests
{
    private static readonly CancellationToken None = CancellationToken.None;
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public async Task A_full_file_system_is_told_as_full_and_loses_nothing()
    {
        using var mount = new SmallMount(_folder.Path);
        var store = new FileStore(mount.Path);
        await store.PutAsync("run/a", PatternStream.Of(200_000, seed: 1), None);

        var tooMuch = PatternStream.Of(2 << 20, seed: 2);
        await using var stream = new PatternStream(2 << 20, seed: 2);
        await ShouldFailAsync(StoreError.Full, () => store.PutAsync("run/a", tooMuch, None));
        await ShouldFailAsync(StoreError.Full, () => store.PutAsync("run/b", stream, None));
        await ShouldFailAsync(StoreError.Full, () => store.TryCreateAsync("run/c", tooMuch, None));

        (await store.GetAsync("run/a", None)).ShouldBe(PatternStream.Of(200_000, seed: 1));
        (await store.GetAsync("run/b", None)).ShouldBeNull();
        (await store.GetAsync("run/c", None)).ShouldBeNull();
        TemporaryFolder.HalfWrittenIn(mount.Path).ShouldBeEmpty();
        // What failed gave its room back.
        await store.PutAsync("run/b", PatternStream.Of(500_000, seed: 3), None);
    }

    [Test]
    public async Task A_read_only_file_system_is_told_as_denied()
    {
        using var mount = new SmallMount(_folder.Path);
        var store = new FileStore(mount.Path);
        await store.PutAsync("run/a", new byte[1], None);
        mount.MakeReadOnly();
        await ShouldFailOnWritesAsync(store, StoreError.Denied);
        await ShouldFailAsync(StoreError.Denied, () => store.DeleteAsync("run/a", None));
        (await store.GetAsync("run/a", None)).ShouldBe(new byte[1]);
    }

    [Test]
    public async Task A_root_that_is_a_file_or_below_one_is_told_by_name()
    {
        var file = $"{_folder.Path}/file";
        await File.WriteAllTextAsync(file, "x");
        foreach (var root in (string[])[file, $"{file}/below", $"{file}/far/below"])
        {
            var store = new FileStore(root);
            (await store.GetAsync("run/a", None)).ShouldBeNull();
            var failure = await ShouldFailOnWritesAsync(store, StoreError.Absent);
            failure.Message.ShouldContain($"'{file}' is a file");
        }
    }

    [Test]
    public async Task A_root_where_nobody_may_write_is_told_as_denied() =>
        (
            await ShouldFailOnWritesAsync(new FileStore("/sys/bench-test"), StoreError.Denied)
        ).Message.ShouldContain("file:///sys/bench-test");

    private static async Task<StoreException> ShouldFailOnWritesAsync(
        FileStore store,
        StoreError error
    )
    {
        using var content = new MemoryStream([1]);
        await ShouldFailAsync(error, () => store.PutAsync("run/b", new byte[1], None));
        await ShouldFailAsync(error, () => store.PutAsync("run/b", content, None));
        return await ShouldFailAsync(error, () => store.TryCreateAsync("run/b", new byte[1], None));
    }

    private static async Task<StoreException> ShouldFailAsync(StoreError error, Func<Task> call)
    {
        var failure = await Should.ThrowAsync<StoreException>(call);
        failure.Error.ShouldBe(error, failure.Message);
        return failure;
    }

    /// <summary>A file system of 1 MiB in memory.</summary>
    private sealed class SmallMount : IDisposable
    {
        public SmallMount(string folder)
        {
            Path = $"{folder}/mount";
            Directory.CreateDirectory(Path);
            Run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", Path);
        }

        public string Path { get; }

        public void MakeReadOnly() => Run("mount", "-o", "remount,ro", Path);

        public void Dispose() => Run("umount", Path);

        private static void Run(string program, params string[] arguments)
        {
            using var process = Process.Start(program, arguments);
            process.WaitForExit();
            process.ExitCode.ShouldBe(0, $"{program} needs root");
        }
    }
}
