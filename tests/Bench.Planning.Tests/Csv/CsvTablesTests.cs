using System.Text;
using Bench.Planning.Csv;
using Bench.Planning.Inputs;
using FsCheck;
using FsCheck.Fluent;

namespace Bench.Planning.Tests.Csv;

public class CsvTablesTests
{
    private static readonly CsvSchema Schema = new()
    {
        Kind = "test CSV",
        RowKind = "test case",
        Example = "a,b",
        Names = ParameterNames.ByHeader,
        Open = true,
    };

    [TestCase("a,b\n1,2\n", TestName = "plain")]
    [TestCase("\uFEFFa,b\n1,2\n", TestName = "byte order mark")]
    [TestCase("a,b\r\n1,2\r\n", TestName = "CRLF")]
    [TestCase("a,b\r1,2\r", TestName = "CR")]
    [TestCase("a,b\n1,2", TestName = "no line end at the end")]
    [TestCase("\n\n a , b \n\n  \n 1 ,\t2 \n\n", TestName = "blank lines and spaces")]
    [TestCase("# one\na,b\n  # it's \"two\"\n#three\n1,2\n#", TestName = "comments")]
    [TestCase("\"a\",\"b\"\n\"1\", \"2\" \n", TestName = "quoted")]
    [TestCase("A,B\n1,2\n", TestName = "capital letters in the header")]
    public void The_same_table_however_it_is_written(string text)
    {
        var (table, problems) = CsvTables.Read(Given.File(text), Schema);

        problems.ShouldBeEmpty();
        table!.Columns.Select(c => c.Name).ShouldBe(["a", "b"]);
        table.Rows.ShouldHaveSingleItem().Cells.ShouldBe(["1", "2"]);
    }

    [Test]
    public void Quoted_cells_hold_commas_quotes_new_lines_and_number_signs()
    {
        var (table, problems) = CsvTables.Read(
            Given.File("a,b\n\"x, y\",\"say \"\"hi\"\"\"\n\"# no comment\",\"two\nlines\"\n"),
            Schema
        );

        problems.ShouldBeEmpty();
        table!
            .Rows.Select(r => string.Join('|', r.Cells))
            .ShouldBe(["x, y|say \"hi\"", "# no comment|two\nlines"]);
    }

    [Test]
    public void A_quote_inside_an_unquoted_cell_stands_for_itself()
    {
        var (table, problems) = CsvTables.Read(Given.File("a,b\n1,--o=\"x y\"\n"), Schema);

        problems.ShouldBeEmpty();
        table!.Rows[0].Cells[1].ShouldBe("--o=\"x y\"");
    }

    [TestCase("\n")]
    [TestCase("\r\n")]
    [TestCase("\r")]
    public void Lines_are_counted_as_an_editor_counts(string end)
    {
        var text = string.Join(
            end,
            "# comment", // 1
            "", // 2
            "a,b", // 3
            "1,\"x", // 4
            "", // 5
            "y\"", // 6
            "  ", // 7
            "# comment with a \" in it", // 8
            "2,\"p\"", // 9
            "3" // 10
        );

        var (table, problems) = CsvTables.Read(Given.File(text), Schema);

        table!.Rows.Select(r => r.Line).ShouldBe([4, 9]);
        problems.ShouldHaveSingleItem().Line.ShouldBe(10);
    }

    [FsCheck.NUnit.Property(MaxTest = 200)]
    public Property Any_cells_survive_with_their_lines()
    {
        var cell = Gen.OneOf(
            Gen.Elements(
                "x",
                "1m",
                "a,b",
                "say \"hi\"",
                "two\nlines",
                "three\r\n\r\nlines",
                "#",
                ""
            ),
            Gen.Elements("Grüße", "漢字 🚀", new string('z', 5000))
        );
        var noise = Gen.Elements("", "", "\n", "# it's \"noise\"\n", "\n\n#\n");
        var row = Gen.Zip(noise, Gen.Zip(cell, cell));
        return Prop.ForAll(
            row.ListOf().Select(rows => rows.ToList()).ToArbitrary(),
            rows =>
            {
                var text = new StringBuilder("a,b\n");
                var lines = new List<int>();
                foreach (var (before, (a, b)) in rows)
                {
                    text.Append(before);
                    lines.Add(1 + text.ToString().Count(c => c == '\n'));
                    text.Append($"{Quoted(a)},{Quoted(b)}\n");
                }
                var (table, problems) = CsvTables.Read(Given.File(text.ToString()), Schema);
                problems.Count.ShouldBe(rows.Count == 0 ? 1 : 0);
                table!.Rows.Select(r => r.Line).ShouldBe(lines);
                table
                    .Rows.Select(r => (r.Cells[0], r.Cells[1]))
                    .ShouldBe(rows.Select(r => r.Item2));
            }
        );
    }

    private static string Quoted(string cell) =>
        $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    [TestCase("", "cases.csv: is empty; begin with a header such as a,b")]
    [TestCase("# only a comment\n", "cases.csv: is empty; begin with a header such as a,b")]
    [TestCase(
        "a,b\n",
        "cases.csv: has a header but no test case; write one a line below the header"
    )]
    [TestCase(
        "a,b\n1\n",
        "cases.csv:2: has 1 cell where the header has 2; write every cell, an empty one as well"
    )]
    [TestCase(
        "a,b\n\n1,2,3\n",
        "cases.csv:3: has 3 cells where the header has 2; put a cell that holds a comma into quotes"
    )]
    [TestCase(
        "a,b\n1,\"x\n2,3\n",
        "cases.csv:2: opens a quote that is never closed; quote a cell from its first character to its last"
    )]
    [TestCase(
        "a,b\n1,\"x\"y\n",
        "cases.csv:2: has text after a closing quote; quote a cell from its first character to its last"
    )]
    [TestCase(
        "a,\n1,2\n",
        "cases.csv:1: '' stands for the name of column 2; name it, or remove its comma"
    )]
    [TestCase(
        "Block Size,b\n1,2\n",
        "cases.csv:1: 'Block Size' is not the name of a column; write block_size: a name made of a-z, 0-9 and _ that does not begin with a digit"
    )]
    [TestCase(
        "rw,a,RW\n1,2,3\n",
        "cases.csv:1: 'RW' is there twice; remove one of the two columns"
    )]
    [TestCase(
        "num_jobs,threads\n1,2\n",
        "cases.csv:1: 'threads' means the same as 'num_jobs'; remove one of the two columns"
    )]
    [TestCase(
        "a,b\n  # \"x\n1,2\n  # \"y\n",
        null,
        Description = "an indented comment is one whatever quotes it has"
    )]
    public void What_is_wrong_is_told_with_line_and_remedy(string text, string? expected)
    {
        var (_, problems) = CsvTables.Read(Given.File(text), Schema);

        problems.Select(p => p.ToString()).ShouldBe(expected is null ? [] : [expected]);
    }

    [Test]
    public void An_indented_comment_never_swallows_rows()
    {
        var (_, problems) = CsvTables.Read(Given.File("a,b\n  # x, \"y\n1,2\n3,\"4\"\n"), Schema);

        problems.ShouldNotBeEmpty();
        problems[0].Line.ShouldBe(2);
    }

    [Test]
    public void Bytes_that_are_not_utf8_are_named_with_their_line()
    {
        var latin1 = new SourceFile("cases.csv", [.. "a,b\n1,2\n"u8, 0xFC, .. ",3\n"u8]);
        var utf16 = new SourceFile("cases.csv", [.. Encoding.Unicode.Preamble, .. "a\0"u8]);

        CsvTables
            .Read(latin1, Schema)
            .Problems.ShouldHaveSingleItem()
            .ToString()
            .ShouldBe("cases.csv:3: is not UTF-8 text; save it as UTF-8");
        CsvTables
            .Read(utf16, Schema)
            .Problems.ShouldHaveSingleItem()
            .ToString()
            .ShouldBe("cases.csv:1: is UTF-16, not UTF-8; save it as UTF-8");
    }
}
