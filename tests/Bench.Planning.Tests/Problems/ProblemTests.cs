using Bench.Planning.Problems;

namespace Bench.Planning.Tests.Problems;

public class ProblemTests
{
    private static readonly Problem Size = new(
        "cases.csv",
        5,
        "block_size",
        "4x",
        "is not a size",
        "write for example 4k"
    );

    [Test]
    public void One_line_holds_file_line_column_value_reason_and_remedy() =>
        Size.ToString()
            .ShouldBe("cases.csv:5: column block_size: '4x' is not a size; write for example 4k");

    [Test]
    public void A_value_can_neither_break_the_line_nor_drive_the_terminal() =>
        (Size with { Value = "a\nb\r\u001b[2J\u0085" })
            .ToString()
            .ShouldContain(@"'a\nb\r\u001b[2J\u0085' is not a size");

    [Test]
    public void A_warning_says_so() =>
        (Size with { Severity = ProblemSeverity.Warning })
            .ToString()
            .ShouldStartWith("cases.csv:5: warning: column block_size");

    [Test]
    public void Only_so_many_are_shown_but_all_are_counted()
    {
        var warning = Size with { Severity = ProblemSeverity.Warning };
        Problem[] problems = [warning, .. Enumerable.Repeat(Size, 1234)];

        var lines = ProblemSummary.Lines(problems, shown: 2);

        lines.ShouldBe([
            Size.ToString(),
            Size.ToString(),
            "… and 1,233 more",
            "1,234 errors, 1 warning",
        ]);
        ProblemSummary.Lines([warning])[^1].ShouldBe("1 warning");
        ProblemSummary.Lines([]).ShouldBeEmpty();
        ProblemSummary.HasErrors([warning]).ShouldBeFalse();
        ProblemSummary.HasErrors(problems).ShouldBeTrue();
    }
}
