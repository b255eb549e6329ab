using Bench.Planning.Inputs;

namespace Bench.Planning.Tests.Inputs;

public class TestCsvTests
{
    [Test]
    public void First_generation_loads()
    {
        var (csv, problems) = TestCsv.Read(Given.File(Given.FirstGeneration));

        problems.ShouldBeEmpty();
        csv!.TestCases.Select(t => t.TestId).ShouldBe(["1", "2", "3"]);
        csv.TestCases[1]
            .Params.ShouldBe(
                new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    ["block_size"] = "1m",
                    ["io_depth"] = "64",
                    ["num_jobs"] = "4",
                    ["file_size"] = "10g",
                }
            );
        csv.TestCases[1].Line.ShouldBe(3);
        csv.TestCases.ShouldAllBe(t => t.Workload == "fio" && t.VmClass == null);
    }

    [Test]
    public void Second_generation_loads_with_row_numbers_as_ids()
    {
        var (csv, problems) = TestCsv.Read(Given.Suite("read_test_cases.csv"));

        problems.ShouldBeEmpty();
        csv!.TestCases.Count.ShouldBe(16);
        csv.TestCases.Select(t => t.TestId).ShouldBe(Enumerable.Range(1, 16).Select(i => $"{i}"));
        csv.TestCases[9].Params["io_type"].ShouldBe("randread");
    }

    [Test]
    public void Aliases_become_canonical_names_and_other_columns_parameters()
    {
        var (csv, problems) = TestCsv.Read(
            Given.File(
                "RW,Threads,BS,iodepth,nrfiles,filesize,direct,Ramp_Time,workload,vm_class\nread,1,4k,2,3,1m,0,5,recipe,large\n"
            )
        );

        problems.ShouldBeEmpty();
        var test = csv!.TestCases.ShouldHaveSingleItem();
        test.Params.Keys.ShouldBe([
            "io_type",
            "num_jobs",
            "block_size",
            "io_depth",
            "nr_files",
            "file_size",
            "direct",
            "ramp_time",
        ]);
        test.Workload.ShouldBe("recipe");
        test.VmClass.ShouldBe("large");
        csv.Headers["block_size"].ShouldBe("BS");
    }

    /// <summary>csv-by-line: what a test is never depends on where its line stands or how it is written.</summary>
    [Test, Category("regression: csv-by-line")]
    public void Column_order_quotes_and_blank_lines_do_not_matter()
    {
        var plain = TestCsv.Read(Given.File("test_id,rw,bs\na,read,4k\nb,write,1m\n")).Value!;
        var other = TestCsv
            .Read(
                Given.File(
                    "# suite\r\n\r\nbs,\"test_id\",rw\r\n\"4k\",a,read\r\n\r\n# next\r\n1m,\"b\" ,write"
                )
            )
            .Value!;

        other.TestCases.Count.ShouldBe(2);
        for (var i = 0; i < 2; i++)
        {
            other.TestCases[i].Ordinal.ShouldBe(plain.TestCases[i].Ordinal);
            other.TestCases[i].TestId.ShouldBe(plain.TestCases[i].TestId);
            other.TestCases[i].Params.ShouldBe(plain.TestCases[i].Params, ignoreOrder: true);
        }
        other.TestCases.Select(t => t.Line).ShouldBe([4, 7]);
    }

    [Test]
    public void A_test_id_is_any_unique_text()
    {
        var (csv, problems) = TestCsv.Read(
            Given.File("test_id,bs\n\"read, 4k\",4k\n../etc/passwd,4k\n漢字 🚀,4k\nA,4k\na,4k\n")
        );

        problems.ShouldBeEmpty();
        csv!
            .TestCases.Select(t => t.TestId)
            .ShouldBe(["read, 4k", "../etc/passwd", "漢字 🚀", "A", "a"]);
    }

    [Test]
    public void Bad_test_ids_are_all_reported()
    {
        var (csv, problems) = TestCsv.Read(
            Given.File(
                $"bs,test_id\n4k,a\n4k,\n4k,\"x\ny\"\n4k,a\n4k,{new string('z', 201)}\n4k,{new string('z', 200)}\n"
            )
        );

        problems
            .Select(p => p.ToString())
            .ShouldBe([
                "cases.csv:3: column test_id: '' is empty; write for example read-4k-1",
                @"cases.csv:4: column test_id: 'x\ny' holds a control character such as a new line; write for example read-4k-1",
                "cases.csv:6: column test_id: 'a' is also the id of the test case on line 2; give each test case an id of its own, or remove the column to number them",
                $"cases.csv:7: column test_id: '{new string('z', 80)}…' is longer than 200 characters; shorten it; further columns can hold the details",
            ]);
        csv!.TestCases.Count.ShouldBe(2);
    }
}
