using System.Diagnostics;
using Bench.Hub.Hydration;
using Bench.Hub.Tests.Support;

namespace Bench.Hub.Tests.Hydration;

/// <summary>Damaged and missing content, and folders that no state can hold.</summary>
public sealed class DamageTests
{
    private static CancellationToken None => CancellationToken.None;

    [TestCase(true)]
    [TestCase(false)]
    public async Task Content_that_is_lost_is_named_and_the_folder_stays_as_it_was(bool missing)
    {
        using var area = new TestArea();
        using var storage = area.Open();
        var folder = area.Folder(TestArea.Module);
        ModuleTree.WriteVaried(folder);
        await storage.DehydrateAsync(TestArea.Module, folder, null, None);
        var to = area.Folder(TestArea.Module, "other");
        ModuleTree.Write(to, "left/over", [1]);
        var before = ModuleTree.Describe(to);
        foreach (var key in await area.KeysAsync("content/"))
        {
            var content = (await area.Store.GetAsync(key, None))!;
            if (missing)
            {
                await area.Store.DeleteAsync(key, None);
            }
            else
            {
                var damaged = content.ToArray();
                damaged[damaged.Length / 2] ^= 1;
                await area.Store.PutAsync(key, damaged, None);
            }
            var error = await Should.ThrowAsync<HydrationException>(() =>
                storage.HydrateAsync(TestArea.Module, to, null, None)
            );
            error.Message.ShouldContain("module module-1");
            error.Message.ShouldContain(key);
            error.Message.ShouldContain("file '");
            error.Message.ShouldContain(missing ? "is missing" : "is damaged");
            error.Message.ShouldContain("also when fetched again");
            ModuleTree.Describe(to).ShouldBe(before);
            await area.Store.PutAsync(key, content, None);
        }
        await storage.HydrateAsync(TestArea.Module, to, null, None);
        ModuleTree.Describe(to).ShouldBe(ModuleTree.Describe(folder));
    }

    [Test]
    public async Task Bytes_that_come_wrong_once_are_fetched_again()
    {
        using var area = new TestArea();
        var store = new HookedStore(area.Store);
        using var storage = area.Open(store: store);
        var folder = area.Folder(TestArea.Module);
        ModuleTree.WriteVaried(folder);
        await storage.DehydrateAsync(TestArea.Module, folder, null, None);
        var seen = new HashSet<string>();
        store.Read = (key, content) =>
        {
            lock (seen)
            {
                return key.StartsWith("content/", StringComparison.Ordinal) && seen.Add(key)
                    ? content![..^1]
                    : content;
            }
        };
        var to = area.Folder(TestArea.Module, "other");
        await storage.HydrateAsync(TestArea.Module, to, null, None);
        ModuleTree.Describe(to).ShouldBe(ModuleTree.Describe(folder));
        seen.Count.ShouldBeGreaterThan(1);
    }

    [Test]
    public async Task A_damaged_local_record_is_as_good_as_none()
    {
        using var area = new TestArea();
        using var storage = area.Open();
        var folder = area.Folder(TestArea.Module);
        ModuleTree.WriteVaried(folder);
        await TestArea.SettleAsync(folder);
        await storage.DehydrateAsync(TestArea.Module, folder, null, None);
        var known = new Bench.Hub.Local.LocalPaths(folder).Known;
        var content = await File.ReadAllBytesAsync(known);
        content[content.Length / 2] ^= 4;
        await File.WriteAllBytesAsync(known, content);
        var result = await storage.DehydrateAsync(TestArea.Module, folder, null, None);
        (result.HashedFiles, result.MovedObjects).ShouldBe((49, 0));
        (await storage.DehydrateAsync(TestArea.Module, folder, null, None)).HashedFiles.ShouldBe(0);
    }

    [Test]
    public async Task Links_and_pipes_are_refused_by_name()
    {
        using var area = new TestArea();
        using var storage = area.Open();
        var folder = area.Folder(TestArea.Module);
        ModuleTree.Write(folder, "a", [1]);
        var link = Path.Combine(folder, "link");
        File.CreateSymbolicLink(link, "/etc/passwd");
        (await RefusedAsync(storage, folder)).ShouldContain($"{link} is a symbolic link");
        File.Delete(link);
        File.CreateSymbolicLink(link, "a-folder-that-is-not-there");
        (await RefusedAsync(storage, folder)).ShouldContain($"{link} is a symbolic link");
        File.Delete(link);
        await RunAsync("mkfifo", link);
        (await RefusedAsync(storage, folder)).ShouldContain(
            $"{link} is neither a file nor a folder"
        );
        File.Delete(link);
        await RunAsync("bash", "-c", $"touch {folder}/$'bad\\xff'");
        (await RefusedAsync(storage, folder)).ShouldContain("has a name that is not UTF-8");
        // .NET cannot name it.
        await RunAsync("bash", "-c", $"rm {folder}/$'bad\\xff'");
        (await area.KeysAsync("")).ShouldBeEmpty();
    }

    [Test]
    public async Task A_file_that_changes_while_it_is_stored_never_becomes_content()
    {
        using var area = new TestArea();
        var store = new HookedStore(area.Store);
        using var storage = area.Open(new HydrationOptions { Threads = 0 }, store);
        var folder = area.Folder(TestArea.Module);
        ModuleTree.Write(folder, "small", ModuleTree.Bytes(1000, 1));
        ModuleTree.Write(folder, "large", ModuleTree.Bytes(9 << 20, 2));
        foreach (var name in (string[])["small", "large"])
        {
            store.Before = (call, key) =>
            {
                if (key.StartsWith("sessions/", StringComparison.Ordinal) && call == "put")
                {
                    ModuleTree.Write(
                        folder,
                        name,
                        ModuleTree.Bytes((int)new FileInfo(Path.Combine(folder, name)).Length, 77)
                    );
                }
                return Task.CompletedTask;
            };
            (await RefusedAsync(storage, folder)).ShouldContain("was changed while it was stored");
        }
        (await area.KeysAsync("states/")).ShouldBeEmpty();
        foreach (var key in await area.KeysAsync("content/"))
        {
            key.ShouldEndWith(
                Bench.Hub.Hashing.ContentHash.Of((await area.Store.GetAsync(key, None))!).ToString()
            );
        }
    }

    private static async Task<string> RefusedAsync(ModuleStorage storage, string folder) =>
        (
            await Should.ThrowAsync<HydrationException>(() =>
                storage.DehydrateAsync(TestArea.Module, folder, null, None)
            )
        ).Message;

    private static async Task RunAsync(string program, params IEnumerable<string> arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments))!;
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0);
    }
}
