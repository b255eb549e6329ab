using System.Diagnostics;
using Bench.Model.Json;
using Bench.Model.Runs;
using Bench.Planning.Mounting;
using Bench.Planning.Specs;
using FsCheck;
using FsCheck.Fluent;

namespace Bench.Planning.Tests.Mounting;

public class MountArgumentsTests
{
    private static readonly string[] Nasty =
    [
        "",
        " ",
        "'",
        "\"",
        "\\",
        "\\\"",
        "a b",
        "*",
        "$HOME",
        "`id`",
        "~",
        "#x",
        "a\nb",
        "a\\\nb",
        "\t",
        "-o",
        "--x=\"y z\"",
        "it's",
        "漢字 🚀",
        "a=b,c",
        "\\'",
        "!",
        "&&",
        "\r",
    ];

    [TestCase("", new string[0])]
    [TestCase("  \t ", new string[0])]
    [TestCase("--a  --b\t--c\n--d", new[] { "--a", "--b", "--c", "--d" })]
    [TestCase("'a b' \"c d\" e\\ f", new[] { "a b", "c d", "e f" })]
    [TestCase("--x='a b'c\"d e\"", new[] { "--x=a bcd e" })]
    [TestCase("'' \"\"", new[] { "", "" })]
    [TestCase("'\\n' \"\\n\" \"\\\\\" \"\\$\" \\n", new[] { "\\n", "\\n", "\\", "$", "n" })]
    [TestCase("a\\\nb", new[] { "ab" })]
    public void Words_are_split_as_a_shell_does(string text, string[] expected) =>
        MountArguments.Split(text).ShouldBe(expected);

    /// <summary>args-splitting: arguments are a list, nothing is expanded, values may hold spaces.</summary>
    [Test, Category("regression: args-splitting")]
    public void Nothing_is_expanded()
    {
        MountArguments
            .Split("--only-dir=* --log=~/x $HOME `id` $(id) 'my bucket' {a,b} #c")
            .ShouldBe([
                "--only-dir=*",
                "--log=~/x",
                "$HOME",
                "`id`",
                "$(id)",
                "my bucket",
                "{a,b}",
                "#c",
            ]);
    }

    [TestCase("'a", "opens a quote ' at character 1 that is never closed")]
    [TestCase("--a=\"b c", "opens a quote \" at character 5 that is never closed")]
    [TestCase("a \"b\\\"", "opens a quote \" at character 3 that is never closed")]
    [TestCase("a\\", "ends with a backslash that nothing follows")]
    [TestCase("a\0b", "holds a NUL character, which no argument can")]
    public void What_cannot_be_split_says_why(string text, string expected)
    {
        MountArguments.TrySplit(text, out var args, out var reason).ShouldBeFalse();
        args.ShouldBeNull();
        reason.ShouldBe(expected);
        Should
            .Throw<FormatException>(() => MountArguments.Split(text))
            .Message.ShouldEndWith(expected);
    }

    /// <summary>quote-in-args: any legal argument comes through CSV, plan and spec unchanged.</summary>
    [Test, Category("regression: quote-in-args")]
    public void Quotes_survive_from_the_csv_to_the_spec()
    {
        var text = MountArguments.Join(Nasty);
        var cell = $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
        var run = Given.Run(
            Given.Request with
            {
                ConfigsCsv = Given.File(
                    $"commit,mount_args,label\nmaster,{cell},\"say \"\"hi\"\"\"\n"
                ),
            }
        );

        var bytes = Documents.Write(JobSpecs.Derive(run, new string('0', 64)).First());
        var entry = Documents.Read<JobSpec>(bytes, "spec").TestEntries[0];

        entry.MountArgs.ShouldBe(Nasty);
        entry.ConfigLabel.ShouldBe("say \"hi\"");
    }

    [FsCheck.NUnit.Property(MaxTest = 500)]
    public Property Split_undoes_Join()
    {
        var arg = Gen.OneOf(
            Gen.Elements(Nasty),
            ArbMap.Default.GeneratorFor<NonNull<string>>().Select(s => s.Get)
        );
        return Prop.ForAll(
            arg.Where(a => !a.Contains('\0', StringComparison.Ordinal))
                .ListOf()
                .Select(a => a.ToList())
                .ToArbitrary(),
            args =>
                MountArguments
                    .Split(MountArguments.Join(args))
                    .SequenceEqual(args, StringComparer.Ordinal)
        );
    }

    [Test]
    public void A_real_shell_reads_joined_arguments_the_same()
    {
        using var shell = Process.Start(
            new ProcessStartInfo("/bin/sh")
            {
                ArgumentList = { "-c", $"printf '%s\\0' {MountArguments.Join(Nasty)}" },
                RedirectStandardOutput = true,
                UseShellExecute = false,
            }
        )!;
        var output = shell.StandardOutput.ReadToEnd();
        shell.WaitForExit();

        output.Split('\0')[..^1].ShouldBe(Nasty);
    }
}
