using System.Runtime.Versioning;
using Bench.Host.Files;

namespace Bench.Host.Tests.Files;

public sealed class FileStatusTests
{
    [Test]
    [SupportedOSPlatform("linux")]
    public void Tells_what_dotnet_tells_and_more()
    {
        using var folder = new TempFolder();
        var path = folder.File("file");
        File.WriteAllText(path, "12345");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.SetUser);
        File.SetLastWriteTimeUtc(path, DateTime.UnixEpoch.AddTicks(15_000_001));
        var status = FileStatus.OfName(path);
        status.IsRegularFile.ShouldBeTrue();
        (status.IsFolder, status.IsLink).ShouldBe((false, false));
        status.Size.ShouldBe(5);
        status.Mode.ShouldBe((int)File.GetUnixFileMode(path));
        status.Modified.TotalNanoseconds.ShouldBe(1_500_000_100);
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        status.Changed.Seconds.ShouldBeInRange(now - 600, now + 600);
        var other = FileStatus.OfName(folder.Root);
        other.IsFolder.ShouldBeTrue();
        other.Device.ShouldBe(status.Device);
        other.Inode.ShouldNotBe(status.Inode);
    }

    [Test]
    public void A_link_is_not_followed()
    {
        using var folder = new TempFolder();
        var link = folder.File("link");
        File.CreateSymbolicLink(link, folder.File("nowhere"));
        FileStatus.OfName(link).IsLink.ShouldBeTrue();
        FileStatus.TryOfName(folder.File("nowhere"), out _).ShouldBeFalse();
        Should
            .Throw<IOException>(() => FileStatus.OfName(folder.File("nowhere")))
            .Message.ShouldBe(
                $"{folder.File("nowhere")} cannot be looked at: No such file or directory"
            );
    }
}
