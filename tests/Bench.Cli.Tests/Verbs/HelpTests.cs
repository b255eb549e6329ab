namespace Bench.Cli.Tests.Verbs;

internal sealed class HelpTests
{
    private static readonly string[] Verbs =
    [
        "run",
        "plan",
        "worker",
        "status",
        "watch",
        "cancel",
        "resume",
        "report",
        "hub verify",
        "hub gc",
        "hub make-modules",
        "hub snapshot",
        "hub seed",
        "hub preserve",
        "hub perf",
        "hub compare",
    ];

    [Test]
    public async Task The_hubs_help_has_every_setting_with_its_default()
    {
        var help = await CommandLine.RunAsync("hub", "serve", "--help");
        help.Code.ShouldBe(0);
        help.Output.ShouldContain("  bench hub serve --data-dir /data/hub");
        foreach (var setting in Bench.Hub.Configuration.SettingTable.All)
        {
            help.Output.ShouldContain(setting.Flag);
        }
    }

    [TestCaseSource(nameof(Verbs))]
    public async Task Every_verb_has_an_example_and_the_exit_codes(string verb)
    {
        var help = await CommandLine.RunAsync([.. verb.Split(' '), "--help"]);
        help.Code.ShouldBe(0);
        help.Output.ShouldContain("Example:");
        help.Output.ShouldContain($"  bench {verb} ");
        help.Output.ShouldContain("Exit codes: 0 done, 1 ");
        help.Errors.ShouldBeEmpty();
    }

    [Test]
    public async Task The_programs_help_names_all_verbs()
    {
        var help = await CommandLine.RunAsync("--help");
        help.Code.ShouldBe(0);
        foreach (var verb in Verbs.Select(verb => verb.Split(' ')[0]))
        {
            help.Output.ShouldContain($"  {verb}");
        }
    }

    /// <summary>An example that the program itself does not take would be worse than none.</summary>
    [TestCaseSource(nameof(Verbs))]
    public async Task Every_example_is_a_command_line_that_is_taken(string verb)
    {
        var help = (await CommandLine.RunAsync([.. verb.Split(' '), "--help"])).Output;
        var example = help.Split('\n')
            .SkipWhile(line => line != "Example:")
            .ElementAt(1)
            .Trim()
            .Split(' ');
        using var interruption = new Interruption();
        var parsed = Bench
            .Cli.Verbs.RootVerb.Create(interruption, TimeProvider.System)
            .Parse(example[1..]);
        parsed.Errors.ShouldBeEmpty();
    }
}
