using System.Text;
using Bench.Storage.Files;
using Bench.Storage.Tests.Files;

namespace Bench.Storage.Tests.Processes;

public sealed class FileStoreProcessTests
{
    private static readonly CancellationToken None = CancellationToken.None;
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public async Task Of_32_processes_that_create_one_object_exactly_one_wins()
    {
        const int racers = 32;
        var store = new FileStore(_folder.Path);
        var processes = Enumerable
            .Range(0, racers)
            .Select(racer => new StoreProcess("race", _folder.Path, $"racer-{racer}"))
            .ToList();
        try
        {
            processes.ForEach(process => process.ReadLine().ShouldBe("ready"));
            for (var round = 0; round < 20; round++)
            {
                var key = $"run/decisions/{round:D8}.json";
                processes.ForEach(process => process.WriteLine(key));
                var said = processes.ConvertAll(process => process.ReadLine());
                said.Count(word => word == "won").ShouldBe(1);
                said.Count(word => word == "lost").ShouldBe(racers - 1);
                var stored = (await store.GetAsync(key, None)).ShouldNotBeNull();
                Encoding.UTF8.GetString(stored).ShouldBe($"racer-{said.IndexOf("won")}");
            }
        }
        finally
        {
            processes.ForEach(process => process.Dispose());
        }
        _folder.HalfWritten.ShouldBeEmpty();
    }

    [Test]
    public async Task What_a_killed_writer_left_is_no_object_and_goes_with_the_next_write()
    {
        using var killed = new StoreProcess("hang", _folder.Path, "killed");
        using var living = new StoreProcess("hang", _folder.Path, "living");
        killed.ReadLine().ShouldBe("half");
        living.ReadLine().ShouldBe("half");
        killed.Kill();
        _folder.HalfWritten.Count.ShouldBe(2);

        var store = new FileStore(_folder.Path);
        await foreach (var found in store.ListAsync("", None))
        {
            Assert.Fail($"{found.Key} is listed");
        }
        await store.PutAsync("run/next", new byte[1], None);

        // The file of the writer that lives is left alone, and it ends its work.
        _folder.HalfWritten.ShouldHaveSingleItem().ShouldContain($"-{living.Id}-");
        living.WriteLine("go on");
        living.ReadLine().ShouldBe("whole");
        (await store.GetAsync("run/living", None)).ShouldNotBeNull().Length.ShouldBe(4 << 20);
        (await store.GetAsync("run/killed", None)).ShouldBeNull();
        _folder.HalfWritten.ShouldBeEmpty();
    }

    [TestCase("left-by-hand")]
    [TestCase("00000000000000000000000000000000-4026531836-999999999-0-1")]
    public async Task A_file_of_an_unknown_writer_is_left(string name)
    {
        var path = $"{_folder.Path}/.bench-tmp/{name}";
        Directory.CreateDirectory($"{_folder.Path}/.bench-tmp");
        await File.WriteAllTextAsync(path, "half");
        await new FileStore(_folder.Path).PutAsync("run/a", new byte[1], None);
        File.Exists(path).ShouldBeTrue();
    }
}
