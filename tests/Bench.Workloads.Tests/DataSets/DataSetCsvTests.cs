using System.Text;
using Bench.Model.Runs;
using Bench.Planning.Inputs;
using Bench.Workloads.DataSets;

namespace Bench.Workloads.Tests.DataSets;

public sealed class DataSetCsvTests
{
    private static SourceFile File(string text) => new("set.csv", Encoding.UTF8.GetBytes(text));

    [Test]
    public void A_manifest_names_files_and_their_sizes()
    {
        var (files, problems) = DataSetCsv.Read(
            File("size,path\n4k,a/b.bin\n0,empty\n17,\"with, comma\"\n")
        );

        problems.ShouldBeEmpty();
        files.ShouldBe([
            new DataFile("a/b.bin", 4096),
            new DataFile("empty", 0),
            new DataFile("with, comma", 17),
        ]);
    }

    [TestCase("/etc/x,1", "is absolute")]
    [TestCase("../x,1", "'..'")]
    [TestCase("a/../../x,1", "'..'")]
    [TestCase("a//x,1", "empty")]
    [TestCase("a/,1", "empty")]
    [TestCase("./a,1", "'.'")]
    [TestCase(",1", "is empty")]
    [TestCase("a,-1", "is not a size")]
    [TestCase("a,much", "is not a size")]
    [TestCase("a,1\na,2", "is a file on line 2 already")]
    [TestCase("a,1\na/b,2", "is also the folder of another file")]
    public void What_cannot_be_written_is_told_with_its_line(string rows, string reason)
    {
        var problem = DataSetCsv.Read(File($"path,size\n{rows}\n")).Problems.ShouldHaveSingleItem();
        problem.File.ShouldBe("set.csv");
        problem.Line.ShouldNotBeNull();
        problem.ToString().ShouldContain(reason);
    }
}
