using System.Text;
using Bench.Host.Files;

namespace Bench.Host.Tests.Files;

public sealed class NewFileTests
{
    [Test]
    public void Makes_the_folders_that_are_missing_and_holds_what_was_written_in_turn()
    {
        using var folder = new TempFolder();
        var path = folder.File("a/b/c.bin");
        using (var file = NewFile.Create(path))
        {
            file.Write("one, "u8);
            file.Write([]);
            file.Write("two"u8);
        }
        File.ReadAllText(path).ShouldBe("one, two");
    }

    [Test]
    public void Replaces_a_longer_file_and_leaves_its_other_names_alone()
    {
        using var folder = new TempFolder();
        var path = folder.File("replaced");
        File.WriteAllText(folder.File("before"), "longer than what comes");
        File.CreateSymbolicLink(path, folder.File("before"));
        Write(path, "new");
        File.ReadAllText(path).ShouldBe("new");
        File.ReadAllText(folder.File("before")).ShouldBe("longer than what comes");
        Write(path, "n");
        File.ReadAllText(path).ShouldBe("n");
    }

    [Test]
    public void A_name_in_the_working_folder_needs_no_folder_to_be_named()
    {
        var name = $"bench-{Guid.NewGuid():N}";
        try
        {
            Write(name, "here");
            File.ReadAllText(name).ShouldBe("here");
        }
        finally
        {
            File.Delete(name);
        }
    }

    [Test]
    public void What_cannot_be_made_is_an_error_that_names_it()
    {
        using var folder = new TempFolder();
        Write(folder.File("file"), "");
        var path = folder.File("file/below");
        Should
            .Throw<IOException>(() => NewFile.Create(path))
            .Message.ShouldBe($"{path} cannot be made: Not a directory");
    }

    [Test]
    public void What_is_closed_takes_nothing_more()
    {
        using var folder = new TempFolder();
        var file = NewFile.Create(folder.File("closed"));
        file.Dispose();
        file.Dispose();
        Should.Throw<ObjectDisposedException>(() => file.Write("late"u8));
    }

    private static void Write(string path, string text)
    {
        using var file = NewFile.Create(path);
        file.Write(Encoding.UTF8.GetBytes(text));
    }
}
