using Bench.Fio.JobFiles;
using Bench.Fio.Layouts;

namespace Bench.Fio.Tests.Layouts;

public class FioLayoutTests
{
    private const string Base = "[global]\ndirectory=/data\nfilesize=1m\n[a]\nrw=read\nbs=4k\n";

    [TestCase("rw=read", LayoutAccess.ReadsOnly)]
    [TestCase("readwrite=randread:4", LayoutAccess.ReadsOnly)]
    [TestCase("bs=4k", LayoutAccess.ReadsOnly)]
    [TestCase("rw=randrw", LayoutAccess.Changes)]
    [TestCase("rw=unheard-of", LayoutAccess.Changes)]
    [TestCase("rw=read\nunlink=1", LayoutAccess.Changes)]
    [TestCase("rw=read\nioengine=filedelete", LayoutAccess.Changes)]
    [TestCase("rw=read\n[b]\nrw=write", LayoutAccess.Changes)]
    public void Reads_and_changes_are_told_apart(string options, LayoutAccess access)
    {
        Of("[a]\n" + options).Access.ShouldBe(access);
    }

    [TestCase("bs=4k", "bs=64k")]
    [TestCase("rw=read", "rw=randread")]
    [TestCase("rw=read", "# words\nrw=read\niodepth=8")]
    public void What_does_not_shape_files_keeps_the_digest(string from, string to) =>
        Of(Base.Replace(from, to, StringComparison.Ordinal)).Digest.ShouldBe(Of(Base).Digest);

    [TestCase("filesize=1m", "filesize=2m")]
    [TestCase("[a]", "[b]")]
    [TestCase("rw=read", "rw=read\nnrfiles=2")]
    [TestCase("rw=read", "rw=read\nnumjobs=2")]
    [TestCase("directory=/data", "directory=/data/sub")]
    public void What_shapes_files_changes_the_digest(string from, string to) =>
        Of(Base.Replace(from, to, StringComparison.Ordinal)).Digest.ShouldNotBe(Of(Base).Digest);

    [Test]
    public void The_digest_does_not_depend_on_where_the_data_is()
    {
        var moved = JobFile.Parse(Base.Replace("/data", "/mnt/other", StringComparison.Ordinal));

        FioLayout.Of(moved, "/mnt/other/").Digest.ShouldBe(Of(Base).Digest);
    }

    private static FioLayout Of(string text) => FioLayout.Of(JobFile.Parse(text), "/data");
}
