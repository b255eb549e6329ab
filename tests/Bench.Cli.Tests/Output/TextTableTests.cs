using Bench.Cli.Output;

namespace Bench.Cli.Tests.Output;

internal sealed class TextTableTests
{
    [Test]
    public void Columns_are_aligned_left_or_right()
    {
        var table = new TextTable(("name", false), ("n", true));
        table.Add("a", "1");
        table.Add("long name", "100");
        Written(table).ShouldBe("name         n\n---------  ---\na            1\nlong name  100\n");
    }

    [TestCase("plain µ × 漢", "plain µ × 漢")]
    [TestCase("\u001b[31mred", " [31mred")]
    [TestCase("a\nb\rc\td", "a b c d")]
    [TestCase("\u009b2J\u0007\u007f", " 2J  ")]
    [TestCase("a\u202egnp.exe\u2066x", "a gnp.exe x")]
    [TestCase("a\u2028b", "a b")]
    public void Cells_cannot_drive_the_terminal(string cell, string shown)
    {
        TextTable.Clean(cell).ShouldBe(shown);
        var table = new TextTable(("x", false));
        table.Add(cell);
        Written(table).Split('\n')[2].ShouldBe(shown.TrimEnd());
    }

    [FsCheck.NUnit.Property]
    public bool Nothing_cleaned_holds_a_control_character(string? text) =>
        text is null
        || (
            !TextTable.Clean(text).Any(char.IsControl)
            && TextTable.Clean(text).Length == text.Length
        );

    [Test]
    public void Lines_stay_lines_where_they_may()
    {
        TextTable.CleanLines("a\u001b\nb").ShouldBe("a \nb");
    }

    private static string Written(TextTable table)
    {
        using var output = new StringWriter { NewLine = "\n" };
        table.Write(output);
        return output.ToString();
    }
}
