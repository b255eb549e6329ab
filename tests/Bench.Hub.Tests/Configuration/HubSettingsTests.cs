using System.Net;
using Bench.Hub.Configuration;

namespace Bench.Hub.Tests.Configuration;

internal sealed class HubSettingsTests
{
    private static readonly WrittenValue DataDir = new("hub.datadir", "--data-dir", ["/d"]);

    [Test]
    public void The_defaults_are_those_of_the_reference()
    {
        var settings = HubSettings.From([DataDir], []);
        var threads = Math.Max(Environment.ProcessorCount / 4, 2);
        settings.Options.ProvisionThreads.ShouldBe(threads);
        settings.Hydration.Threads.ShouldBe(threads);
        settings.Hydration.Pack.ShouldBeTrue();
        settings.Options.EnableDehydration.ShouldBeTrue();
        settings.Command.ShouldBeNull();
        settings.Listen.ShouldBe(new IPEndPoint(IPAddress.Loopback, 8558));
        settings.Options.Watchdog.ProvisionedIdleTimeout.ShouldBe(TimeSpan.Zero);
    }

    [TestCase(2, 2)]
    [TestCase(8, 2)]
    [TestCase(64, 16)]
    public void Threads_are_a_quarter_of_the_processors_and_two_at_least(
        int processors,
        int threads
    ) => Bench.Hub.Service.HubOptions.DefaultThreads(processors).ShouldBe(threads);

    private const string Yaml = """
        hub:
          instance:
            provisionthreads: 0
            command: zenserver
            args: ["--port", "{port}"]
          hydration.threads: 7
        hub.watchdog.intervalms: 100
        hub.hydration.packsize: 4MiB
        """;

    private const string Json = """
        {
        	"hub": { "instance": { "provisionthreads": 0, "command": "zenserver", "args": ["--port", "{port}"] } },
        	"hub.hydration.threads": 7,
        	"hub.watchdog": { "intervalms": 100 },
        	"hub.hydration.packsize": "4MiB"
        }
        """;

    [TestCase(Yaml)]
    [TestCase(Json)]
    public void A_file_says_the_same_and_flags_win(string text)
    {
        var file = SettingsFile.Parse(text, "hub.conf");
        var settings = HubSettings.From(
            [DataDir, new("hub.hydration.threads", "--hub-hydration-threads", ["3"])],
            file
        );
        settings.Options.ProvisionThreads.ShouldBe(0);
        settings.Hydration.Threads.ShouldBe(3);
        settings.Hydration.PackBytes.ShouldBe(4 << 20);
        settings.Options.Watchdog.Interval.ShouldBe(TimeSpan.FromMilliseconds(100));
        settings.Command!.Program.ShouldBe("zenserver");
        settings.Command.Arguments.ShouldBe(["--port", "{port}"]);
    }

    [Test]
    public void All_that_is_wrong_is_told_at_once_with_file_line_value_and_remedy()
    {
        const string text = """
            hub.hydration.thread: 4
            hub.nonsense.at.all: 1
            hub:
              instance.provisionthreads: many
              enabledehydration: maybe
              listen: 0.0.0.0
              diskreserve: 3 apples
              hydration:
                targetspec: file:///a
                targetconfig: b.json
              instance.args: [a]
            """;

        var problems = Should
            .Throw<HubSettingsException>(() =>
                HubSettings.From([], SettingsFile.Parse(text, "hub.yaml"))
            )
            .Problems;

        problems.ShouldBe(
            [
                "hub.yaml:1: there is no setting 'hub.hydration.thread' (here '4'); is 'hub.hydration.threads' meant?",
                "hub.yaml:2: there is no setting 'hub.nonsense.at.all' (here '1'); see 'bench hub serve --help' for those that there are",
                "hub.yaml:4: 'hub.instance.provisionthreads' is 'many'; write a whole number from 0 to 1024",
                "hub.yaml:5: 'hub.enabledehydration' is 'maybe'; write true or false",
                "hub.yaml:6: 0.0.0.0 can be reached from other machines, and a hub asks nobody who he is: add --allow-remote if all who reach it may do everything, or listen on 127.0.0.1",
                "hub.yaml:7: 'hub.diskreserve' is '3 apples'; write bytes, such as 1048576, 512MiB or 2GB",
                "no --data-dir was given: the folder of all that the hub keeps",
                "hub.yaml:11 is for instances of a program; give --hub-instance-command too, or leave it out",
                "hub.yaml:9 and hub.yaml:10 both name a backend; leave one of them out",
            ],
            ignoreOrder: true
        );
    }

    [Test]
    public void A_flag_that_is_wrong_is_named() =>
        Should
            .Throw<HubSettingsException>(() =>
                HubSettings.From([DataDir, new("hub.port", "--port", ["70000"])], [])
            )
            .Message.ShouldBe("--port is '70000'; write a whole number from 0 to 65535");

    [TestCase("- a", "hub.yaml:1: settings are one mapping")]
    [TestCase("a: [", "hub.yaml:2: this is neither YAML nor JSON")]
    [TestCase("hub: {port: 1}\nhub.port: 2", "hub.yaml:2: 'hub.port' stands at hub.yaml:1 already")]
    public void Files_that_cannot_be_are_refused(string text, string message) =>
        Should
            .Throw<HubSettingsException>(() =>
                HubSettings.From([DataDir], SettingsFile.Parse(text, "hub.yaml"))
            )
            .Message.ShouldStartWith(message);

    [Test]
    public void Every_setting_has_a_flag_and_a_name_of_its_own()
    {
        SettingTable.All.Select(s => s.Key).ShouldBeUnique();
        SettingTable.All.Select(s => s.Flag).ShouldBeUnique();
        SettingTable.All.ShouldAllBe(s =>
            !s.Key.Any(char.IsAsciiLetterUpper) && s.Flag.StartsWith("--")
        );
    }
}
