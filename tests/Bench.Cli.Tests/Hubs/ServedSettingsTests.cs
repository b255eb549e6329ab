using System.Globalization;
using System.Net;
using Bench.Host.Tests;
using Bench.Hub.Configuration;

namespace Bench.Cli.Tests.Hubs;

/// <summary>Every flag of a hub, and its dotted name, reaches what it is for, and nothing else.</summary>
internal sealed class ServedSettingsTests
{
    private static readonly string[] Base =
    [
        "--data-dir=/d",
        "--hub-instance-command=program",
        "--allow-remote=true",
    ];

    private static readonly Given[] All =
    [
        new("hub.datadir", "/other", s => s.Settings.Options.DataFolder),
        new("hub.port", "8001", s => s.Settings.Listen.Port),
        new("hub.listen", "0.0.0.0", s => s.Settings.Listen.Address),
        new("hub.stoppatienceseconds", "31", s => Seconds(s.Settings.Options.StopPatience)),
        new("hub.memoryreserve", "1001", s => s.Settings.Options.LeastFreeMemoryBytes),
        new("hub.diskreserve", "1002", s => s.Settings.Options.LeastFreeDiskBytes),
        new("hub.enabledehydration", "false", s => s.Settings.Options.EnableDehydration),
        new("hub.instance.provisionthreads", "11", s => s.Settings.Options.ProvisionThreads),
        new("hub.instance.limit", "12", s => s.Settings.Options.InstanceLimit),
        new("hub.instance.baseport", "20013", s => s.Settings.BasePort),
        new("hub.instance.command", "other", s => s.Settings.Command!.Program),
        new("hub.instance.args", "{port}", s => string.Join(' ', s.Settings.Command!.Arguments)),
        new("hub.instance.config", "c.lua", s => s.Settings.Command!.Config),
        new("hub.instance.http", "asio", s => s.Settings.Command!.Http),
        new("hub.instance.httpthreads", "14", s => s.Settings.Command!.HttpThreads),
        new("hub.instance.corelimit", "15", s => s.Settings.Command!.CoreLimit),
        new("hub.instance.healthpath", "/h", s => s.Settings.Command!.HealthPath),
        new("hub.instance.gcpath", "/g", s => s.Settings.Command!.CollectionPath),
        new("hub.instance.gcstatuspath", "/gs", s => s.Settings.Command!.CollectionStatusPath),
        new("hub.instance.activitypath", "/a", s => s.Settings.Command!.ActivityPath),
        new("hub.instance.memorylimit", "1003", s => Watched(s).InstanceMemoryLimitBytes),
        new(
            "hub.instance.starttimeoutseconds",
            "61",
            s => Seconds(s.Settings.Options.StartTimeout)
        ),
        new(
            "hub.instance.gctimeoutseconds",
            "62",
            s => Seconds(s.Settings.Options.CollectionTimeout)
        ),
        new("hub.instance.stopgraceseconds", "63", s => Seconds(s.Settings.Options.StopGrace)),
        new("hub.hydration.threads", "16", s => s.Engine.Threads),
        new("hub.hydration.targetspec", "file:///t", s => s.Settings.Hydration.TargetSpec),
        new("hub.hydration.targetconfig", "t.json", s => s.Settings.Hydration.TargetConfig),
        new("hub.hydration.enablepack", "false", s => s.Engine.Pack),
        new("hub.hydration.packthreshold", "4097", s => s.Engine.PackThreshold),
        new("hub.hydration.packsize", "1000001", s => s.Engine.PackBytes),
        new("hub.hydration.enablechunks", "true", s => s.Engine.Chunk),
        new("hub.hydration.bandwidth", "1004", s => s.Engine.BytesPerSecond),
        new("hub.hydration.first", "meta/", s => string.Join(' ', s.Engine.First)),
        new("hub.watchdog.intervalms", "1005", s => Watched(s).Interval.TotalMilliseconds),
        new(
            "hub.watchdog.provisionedidletimeoutseconds",
            "64",
            s => Seconds(Watched(s).ProvisionedIdleTimeout)
        ),
        new(
            "hub.watchdog.hibernatedidletimeoutseconds",
            "65",
            s => Seconds(Watched(s).HibernatedIdleTimeout)
        ),
        new("hub.watchdog.maxrestarts", "17", s => Watched(s).MostRestarts),
        new("hub.watchdog.backoffms", "1006", s => Watched(s).FirstBackOff.TotalMilliseconds),
        new(
            "hub.watchdog.healthtimeoutms",
            "1007",
            s => Watched(s).HealthTimeout.TotalMilliseconds
        ),
    ];

    private static IEnumerable<TestCaseData> Cases() =>
        All.Select(given => new TestCaseData(given.Key).SetArgDisplayNames(given.Key));

    [Test]
    public void No_setting_is_left_out() =>
        All.Select(given => given.Key)
            // Without it another address is refused, and the table has one.
            .Append("hub.allowremote")
            .ShouldBe(SettingTable.All.Select(setting => setting.Key), ignoreOrder: true);

    [TestCaseSource(nameof(Cases))]
    public void A_flag_changes_what_it_is_for_and_nothing_else(string key)
    {
        var given = All.Single(one => one.Key == key);
        var flag = SettingTable.Find(key)!.Flag;
        Check(
            given,
            ServedSettings.Of([
                .. Base.Where(other => !other.StartsWith($"{flag}=", StringComparison.Ordinal)),
                $"{flag}={given.Value}",
            ])
        );
    }

    [TestCaseSource(nameof(Cases))]
    public void So_does_its_dotted_name_in_a_file(string key)
    {
        using var folder = new TempFolder();
        var given = All.Single(one => one.Key == key);
        var flag = SettingTable.Find(key)!.Flag;
        var file = folder.File("hub.yaml");
        File.WriteAllText(file, $"{key}: '{given.Value}'\n");
        Check(
            given,
            ServedSettings.Of([
                .. Base.Where(other => !other.StartsWith($"{flag}=", StringComparison.Ordinal)),
                "--config",
                file,
            ])
        );
    }

    [Test]
    public void Without_a_cap_there_is_none()
    {
        ServedSettings.Of(Base).Engine.BytesPerSecond.ShouldBeNull();
        ServedSettings
            .Of([.. Base, "--hub-hydration-bandwidth=2MB"])
            .Engine.BytesPerSecond.ShouldBe(2_000_000);
    }

    [Test]
    public void Ports_begin_at_the_base_port_and_are_as_many_as_the_limit()
    {
        var settings = ServedSettings
            .Of([.. Base, "--hub-instance-base-port=20013", "--hub-instance-limit=2"])
            .Settings;
        var ports = settings.Ports();
        int[] taken = [ports.Take(), ports.Take()];
        taken.ShouldBe([20013, 20014]);
        Should
            .Throw<Bench.Hub.Instances.InstanceException>(() => ports.Take())
            .Message.ShouldContain("20013 to 20014");
    }

    [TestCase("/index.db")]
    [TestCase("../other")]
    [TestCase("a//b")]
    [TestCase("a/.")]
    public void What_can_be_no_path_in_a_module_is_refused(string path) =>
        Should
            .Throw<HubSettingsException>(() =>
                ServedSettings.Of([.. Base, $"--hub-hydration-first={path}"])
            )
            .Message.ShouldStartWith($"--hub-hydration-first is '{path}'; write a path");

    private static void Check(Given given, ServedSettings served)
    {
        var before = ServedSettings.Of(Base);
        Text(given.Of(served)).ShouldBe(given.Value.ToLowerInvariant());
        Text(given.Of(before)).ShouldNotBe(given.Value.ToLowerInvariant(), "it is no default");
        foreach (var other in All.Where(other => other.Key != given.Key))
        {
            Text(other.Of(served)).ShouldBe(Text(other.Of(before)), other.Key);
        }
    }

    private static Bench.Hub.Service.WatchdogOptions Watched(ServedSettings served) =>
        served.Settings.Options.Watchdog;

    private static double Seconds(TimeSpan time) => time.TotalSeconds;

    private static string? Text(object? value) =>
        Convert.ToString(value, CultureInfo.InvariantCulture)?.ToLowerInvariant();

    /// <summary>A setting, a value that is not its default, and where that must arrive.</summary>
    private sealed record Given(string Key, string Value, Func<ServedSettings, object?> Of);
}
