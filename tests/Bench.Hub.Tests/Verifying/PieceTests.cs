using Bench.Hub.Hashing;
using Bench.Hub.Hydration;
using Bench.Hub.Modules;
using Bench.Hub.States;
using Bench.Hub.Tests.Support;
using Bench.Hub.Verifying;

namespace Bench.Hub.Tests.Verifying;

/// <summary>States that can be read, but say of bytes what is not so: hydration fails on them, and so does verifying.</summary>
public sealed class PieceTests
{
    private static readonly string Other = ContentHash.Of("other"u8).ToString();

    private static CancellationToken None => CancellationToken.None;

    [Test]
    public async Task A_wrong_hash_of_a_file_in_a_pack_names_module_file_and_object()
    {
        using var area = new TestArea();
        var state = await StoredAsync(area);
        var (file, blob) = Packed(state, "small/07.bin");
        await PutAsync(
            area,
            state,
            blob,
            b => b with { Hash = Other },
            f => f with { Hash = Other }
        );

        (await ProblemsAsync(area))
            .ShouldHaveSingleItem()
            .ShouldBe(
                $"module module-1: file '{file.Path}': {file.Length} bytes at {state.Blobs[blob].Offset} of "
                    + $"{state.Objects[state.Blobs[blob].Object].Key} have the hash {file.Hash}, not {Other}"
            );
        using var storage = area.Open();
        var error = await Should.ThrowAsync<HydrationException>(() =>
            storage.HydrateAsync(TestArea.Module, area.Folder("other"), null, None)
        );
        error.Message.ShouldContain(file.Path);
    }

    [TestCase(-1)]
    [TestCase(1)]
    public async Task A_wrong_offset_is_found_and_its_neighbours_are_not_blamed(int by)
    {
        using var area = new TestArea();
        var state = await StoredAsync(area);
        var (file, blob) = Packed(state, "small/07.bin");
        await PutAsync(area, state, blob, b => b with { Offset = b.Offset + by });
        (await ProblemsAsync(area))
            .ShouldHaveSingleItem()
            .ShouldStartWith($"module module-1: file '{file.Path}': ");
    }

    [Test]
    public async Task What_lies_beyond_an_objects_end_is_found()
    {
        using var area = new TestArea();
        var state = await StoredAsync(area);
        var (_, blob) = Packed(state, "small/07.bin");
        var holder = state.Blobs[blob].Object;
        var far = state.Objects[holder].Length + 10;
        // Another module says that the object is longer: only then can a piece of it be there.
        await PutAsync(
            area,
            Renamed(state, "module-2") with
            {
                Objects =
                [
                    .. state.Objects.Select(
                        (o, i) => i == holder ? o with { Length = far + 100_000 } : o
                    ),
                ],
            },
            blob,
            b => b with { Offset = far }
        );
        var problems = await ProblemsAsync(area);
        problems.ShouldContain(p => p.Contains("bytes, but", StringComparison.Ordinal));
        problems.ShouldContain(p =>
            p.StartsWith("module module-2: file 'small/07.bin'", StringComparison.Ordinal)
            && p.EndsWith($"reach beyond its end, {far - 10}", StringComparison.Ordinal)
        );
    }

    [Test]
    public async Task Of_two_modules_on_one_pack_the_one_that_is_wrong_is_named()
    {
        using var area = new TestArea();
        var state = await StoredAsync(area);
        var (_, blob) = Packed(state, "small/07.bin");
        var store = new HookedStore(area.Store);
        var opened = new List<string>();
        store.Before = (call, key) =>
        {
            lock (opened)
            {
                opened.AddRange(call == "open" ? [key] : []);
            }
            return Task.CompletedTask;
        };
        await PutAsync(
            area,
            Renamed(state, "module-2"),
            blob,
            b => b with { Offset = b.Offset + 1 }
        );

        var found = await new StoreVerifier(store).RunAsync(None);

        found
            .Problems.ShouldHaveSingleItem()
            .ShouldStartWith("module module-2: file 'small/07.bin'");
        opened.Order().ShouldBe(state.Objects.Select(o => o.Key).Order(), "each is read once");
    }

    [TestCase("empty")]
    [TestCase("small/07.bin")]
    [TestCase("large/one.dat")]
    public async Task A_files_own_hash_must_be_that_of_its_bytes_which_takes_no_reading(string path)
    {
        using var area = new TestArea();
        var state = await StoredAsync(area);
        await PutAsync(area, state, path, f => f with { Hash = Other });
        var quick = await new StoreVerifier(area.Store, readContent: false).RunAsync(None);
        quick
            .Problems.ShouldHaveSingleItem()
            .ShouldStartWith(
                $"module module-1: file '{path}': it is said to have the hash {Other}"
            );
    }

    [Test]
    public async Task An_object_that_is_one_piece_is_named_by_its_hash_which_takes_no_reading()
    {
        using var area = new TestArea();
        var state = await StoredAsync(area);
        var file = state.Files.Single(f => f.Path == "large/one.dat");
        await PutAsync(
            area,
            state,
            file.Blobs[0],
            b => b with { Hash = Other },
            f => f with { Hash = Other }
        );
        var quick = await new StoreVerifier(area.Store, readContent: false).RunAsync(None);
        quick.Problems.ShouldHaveSingleItem().ShouldEndWith($"cannot have the hash {Other}");
    }

    [Test]
    public async Task A_file_in_chunks_is_compared_as_a_whole_too()
    {
        using var area = new TestArea();
        var state = await StoredAsync(
            area,
            new HydrationOptions
            {
                Chunk = true,
                ChunkThreshold = 100_000,
                ChunkBytes = 16_384,
            }
        );
        (await ProblemsAsync(area)).ShouldBeEmpty();
        state.Files.Single(f => f.Path == "large/one.dat").Blobs.Count.ShouldBeGreaterThan(10);

        await PutAsync(
            area,
            state,
            "large/one.dat",
            f => f with { Blobs = [.. f.Blobs.Reverse()] }
        );
        (await ProblemsAsync(area))
            .ShouldHaveSingleItem()
            .ShouldStartWith("module module-1: file 'large/one.dat': its pieces have the hash");
    }

    [Test]
    public async Task A_damaged_pack_names_the_files_that_are_lost_with_it()
    {
        using var area = new TestArea();
        var state = await StoredAsync(area);
        var (file, blob) = Packed(state, "small/07.bin");
        var key = state.Objects[state.Blobs[blob].Object].Key;
        var content = (await area.Store.GetAsync(key, None))!;
        content[state.Blobs[blob].Offset] ^= 1;
        await area.Store.PutAsync(key, content, None);
        var problems = await ProblemsAsync(area);
        problems.Count.ShouldBe(2);
        problems[0].ShouldStartWith($"module module-1: {key} is damaged");
        problems[1].ShouldStartWith($"module module-1: file '{file.Path}'");
    }

    private static async Task<ModuleState> StoredAsync(
        TestArea area,
        HydrationOptions? options = null
    )
    {
        using var storage = area.Open(options);
        var folder = area.Folder(TestArea.Module);
        ModuleTree.WriteVaried(folder);
        await storage.DehydrateAsync(TestArea.Module, folder, null, None);
        (await ProblemsAsync(area)).ShouldBeEmpty();
        return (await new StateCatalog(area.Store).ReadAsync(TestArea.Module, 1, None))!;
    }

    /// <summary>A file that is not alone in its object, and the index of its piece.</summary>
    private static (StateFile File, int Blob) Packed(ModuleState state, string path)
    {
        var file = state.Files.Single(f => f.Path == path);
        var blob = state.Blobs[file.Blobs.ShouldHaveSingleItem()];
        state.Objects[blob.Object].Length.ShouldBeGreaterThan(blob.Length);
        return (file, file.Blobs[0]);
    }

    private static ModuleState Renamed(ModuleState state, string module) =>
        state with
        {
            Module = module,
        };

    private static Task PutAsync(
        TestArea area,
        ModuleState state,
        string path,
        Func<StateFile, StateFile> change
    ) =>
        PutAsync(
            area,
            state with
            {
                Files = [.. state.Files.Select(f => f.Path == path ? change(f) : f)],
            }
        );

    /// <summary>Changes a piece, and the files that are in it.</summary>
    private static Task PutAsync(
        TestArea area,
        ModuleState state,
        int blob,
        Func<StoredBlob, StoredBlob> change,
        Func<StateFile, StateFile>? files = null
    ) =>
        PutAsync(
            area,
            state with
            {
                Blobs = [.. state.Blobs.Select((b, i) => i == blob ? change(b) : b)],
                Files =
                [
                    .. state.Files.Select(f =>
                        files is not null && f.Blobs.Contains(blob) ? files(f) : f
                    ),
                ],
            }
        );

    private static Task PutAsync(TestArea area, ModuleState state) =>
        area.Store.PutAsync(
            StoreKeys.State(ModuleId.Parse(state.Module), state.Number),
            StoreJson.Write(state),
            None
        );

    private static async Task<IReadOnlyList<string>> ProblemsAsync(TestArea area) =>
        (await new StoreVerifier(area.Store).RunAsync(None)).Problems;
}
