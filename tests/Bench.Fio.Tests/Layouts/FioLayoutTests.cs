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
    [TestCase("rw=read\nioengine=ftruncate", LayoutAccess.Changes)]
    [TestCase("ioengine=filestat", LayoutAccess.ReadsOnly)]
    [TestCase("readwrite=write", LayoutAccess.Changes)]
    [TestCase("readwrite=readwrite", LayoutAccess.Changes)]
    [TestCase("rw=read\nreadwrite=randrw", LayoutAccess.Changes)]
    [TestCase("rw=read\nunlink=0", LayoutAccess.ReadsOnly)]
    [TestCase("rw=read\nunlink_each_loop=1", LayoutAccess.Changes)]
    [TestCase("rw=read\nfill_device=1", LayoutAccess.Changes)]
    [TestCase("rw=read\nfill_fs", LayoutAccess.Changes)]
    [TestCase("rw=read\nread_iolog=trace", LayoutAccess.Changes)]
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
    [TestCase("rw=read", "rw=read\nnr_files=2")]
    [TestCase("rw=read", "rw=read\nfileoffset=4k")]
    [TestCase("rw=read", "rw=read\nio_limit=4k")]
    [TestCase("rw=read", "rw=read\nnumjobs=2")]
    [TestCase("directory=/data", "directory=/data/sub")]
    public void What_shapes_files_changes_the_digest(string from, string to) =>
        Of(Base.Replace(from, to, StringComparison.Ordinal)).Digest.ShouldNotBe(Of(Base).Digest);

    [TestCase("nrfiles", "nr_files")]
    [TestCase("offset", "fileoffset")]
    [TestCase("io_size", "io_limit")]
    public void Synonyms_give_one_digest(string name, string synonym) =>
        Of($"{Base}{name}=4\n").Digest.ShouldBe(Of($"{Base}{synonym}=4\n").Digest);

    [Test]
    public void The_digest_does_not_depend_on_where_the_data_is()
    {
        var moved = JobFile.Parse(Base.Replace("/data", "/mnt/other", StringComparison.Ordinal));

        FioLayout.Of(moved, "/mnt/other/").Digest.ShouldBe(Of(Base).Digest);
    }

    private static FioLayout Of(string text) => FioLayout.Of(JobFile.Parse(text), "/data");
}
