using Bench.Hub.Hashing;
using Bench.Hub.Local;
using Bench.Hub.Modules;
using Bench.Hub.States;
using Bench.Hub.Tests.Support;
using FsCheck;

namespace Bench.Hub.Tests.Local;

public sealed class KnownFolderTests
{
    private const string Uri = "s3://bucket/prefix";

    [FsCheck.NUnit.Property(MaxTest = 200)]
    public void It_comes_back_as_it_was(NonNull<string>[] names, long time, PositiveInt length)
    {
        using var area = new TestArea();
        var paths = new LocalPaths(area.Folder(TestArea.Module));
        var known = Known([.. names.Select(name => name.Get)], time, length.Get);
        known.Save(paths);
        var back = KnownFolder.Load(paths, Uri, TestArea.Module).ShouldNotBeNull();
        back.Files.ShouldBe(known.Files);
        StoreJson.Write(back.Base!.State).ShouldBe(StoreJson.Write(known.Base!.State));
        back.Base.Version.ShouldBe(known.Base.Version);
    }

    [Test]
    public void One_without_a_state_comes_back_too()
    {
        using var area = new TestArea();
        var paths = new LocalPaths(area.Folder(TestArea.Module));
        (Known(["a"], 1, 1) with { Base = null }).Save(paths);
        KnownFolder.Load(paths, Uri, TestArea.Module).ShouldNotBeNull().Base.ShouldBeNull();
    }

    [FsCheck.NUnit.Property(MaxTest = 200)]
    public void A_damaged_one_is_as_good_as_none(NonNegativeInt at, byte change, bool cut)
    {
        using var area = new TestArea();
        var paths = new LocalPaths(area.Folder(TestArea.Module));
        Known(["a", "b/c"], 7, 9).Save(paths);
        var content = File.ReadAllBytes(paths.Known);
        var place = at.Get % content.Length;
        if (cut)
        {
            content = content[..place];
        }
        else
        {
            content[place] ^= (byte)(change | 1);
        }
        File.WriteAllBytes(paths.Known, content);
        KnownFolder.Load(paths, Uri, TestArea.Module).ShouldBeNull();
    }

    [Test]
    public void One_of_another_store_or_module_is_as_good_as_none()
    {
        using var area = new TestArea();
        var paths = new LocalPaths(area.Folder(TestArea.Module));
        Known(["a"], 1, 1).Save(paths);
        KnownFolder.Load(paths, "s3://other", TestArea.Module).ShouldBeNull();
        KnownFolder.Load(paths, Uri, ModuleId.Parse("other")).ShouldBeNull();
    }

    private static KnownFolder Known(string[] names, long time, int length)
    {
        // Half of a surrogate pair is no text.
        string[] paths =
        [
            .. names.Select(name =>
                System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(name))
            ),
        ];
        var hash = ContentHash.Of([1, 2, 3]);
        return new KnownFolder
        {
            Store = Uri,
            Module = TestArea.Module.ToString(),
            Base = new KnownState(
                new ModuleState
                {
                    Schema = ModuleState.SchemaName,
                    Writer = "w",
                    Module = TestArea.Module.ToString(),
                    Number = length,
                    Kind = SlotKind.State,
                    Hub = "hub",
                    Previous = time % 2 == 0 ? null : new SlotReference(length, "p"),
                    Objects = [new StoredObject("content/x", length, time % 3 == 0)],
                    Blobs = [new StoredBlob(hash.ToString(), 0, length, length)],
                    Folders = [new StateFolder("", 493, time)],
                    Files =
                    [
                        .. paths.Select(path => new StateFile(
                            path,
                            420,
                            time,
                            length,
                            hash.ToString(),
                            [0, 0]
                        )),
                    ],
                },
                "version"
            ),
            Files =
            [
                .. paths.Select(path => new KnownFile(
                    path,
                    length,
                    time,
                    -time,
                    ulong.MaxValue,
                    hash
                )),
            ],
        };
    }
}
