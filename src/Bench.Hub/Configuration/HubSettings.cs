using System.Net;
using Bench.Hub.Instances;
using Bench.Hub.Instances.Processes;
using Bench.Hub.Service;

namespace Bench.Hub.Configuration;

/// <summary>The settings of a hub that is served.</summary>
public sealed record HubSettings
{
    private const int MostThreads = 1024;
    private const long MostPackBytes = 1 << 30;
    private const int MostPorts = 65_535;

    public required IPEndPoint Listen { get; init; }
    public required HubOptions Options { get; init; }

    /// <summary>Null for folders that the hub serves itself.</summary>
    public InstanceCommand? Command { get; init; }
    public int BasePort { get; init; }
    public required HydrationSettings Hydration { get; init; }

    /// <summary>Puts them together: flags win over the file.</summary>
    /// <exception cref="HubSettingsException">Something cannot be; all of it is told at once.</exception>
    public static HubSettings From(IEnumerable<WrittenValue> flags, IEnumerable<WrittenValue> file)
    {
        var values = new SettingValues(flags, file);
        var settings = new HubSettings
        {
            Listen = ListenOf(values),
            Options = OptionsOf(values),
            Command = CommandOf(values),
            BasePort = values.Count("hub.instance.baseport", MostPorts),
            Hydration = HydrationOf(values),
        };
        return values.Problems.Count == 0
            ? settings
            : throw new HubSettingsException(values.Problems);
    }

    /// <summary>The ports of its instances.</summary>
    public InstancePorts Ports() =>
        BasePort == 0
            ? new InstancePorts()
            : new InstancePorts(
                BasePort,
                Math.Min(
                    Options.InstanceLimit > 0 ? Options.InstanceLimit : InstancePorts.DefaultCount,
                    MostPorts + 1 - BasePort
                )
            );

    private static IPEndPoint ListenOf(SettingValues values)
    {
        var text = values.Text("hub.listen");
        var port = values.Count("hub.port", MostPorts);
        if (!IPAddress.TryParse(text, out var address))
        {
            values.Problems.Add(
                $"{values.WhereOf("hub.listen")}: '{text}' is no IP address; write 127.0.0.1, or 0.0.0.0 for all"
            );
            address = IPAddress.Loopback;
        }
        if (!IPAddress.IsLoopback(address) && !values.Switch("hub.allowremote"))
        {
            values.Problems.Add(
                $"{values.WhereOf("hub.listen")}: {text} can be reached from other machines, and a hub asks nobody who he is: add --allow-remote if all who reach it may do everything, or listen on 127.0.0.1"
            );
        }
        return new IPEndPoint(address, port);
    }

    private static HubOptions OptionsOf(SettingValues values)
    {
        var folder = values.TextOrNull("hub.datadir");
        if (folder is null)
        {
            values.Problems.Add("no --data-dir was given: the folder of all that the hub keeps");
        }
        return new HubOptions
        {
            DataFolder = Path.GetFullPath(folder ?? "."),
            ProvisionThreads = values.Count("hub.instance.provisionthreads", MostThreads),
            EnableDehydration = values.Switch("hub.enabledehydration"),
            InstanceLimit = values.Count("hub.instance.limit"),
            LeastFreeMemoryBytes = values.Bytes("hub.memoryreserve"),
            LeastFreeDiskBytes = values.Bytes("hub.diskreserve"),
            StartTimeout = values.Seconds("hub.instance.starttimeoutseconds"),
            CollectionTimeout = values.Seconds("hub.instance.gctimeoutseconds"),
            StopGrace = values.Seconds("hub.instance.stopgraceseconds"),
            StopPatience = values.Seconds("hub.stoppatienceseconds"),
            Watchdog = new WatchdogOptions
            {
                Interval = values.Milliseconds("hub.watchdog.intervalms"),
                ProvisionedIdleTimeout = values.Seconds(
                    "hub.watchdog.provisionedidletimeoutseconds"
                ),
                HibernatedIdleTimeout = values.Seconds("hub.watchdog.hibernatedidletimeoutseconds"),
                MostRestarts = values.Count("hub.watchdog.maxrestarts"),
                FirstBackOff = values.Milliseconds("hub.watchdog.backoffms"),
                HealthTimeout = values.Milliseconds("hub.watchdog.healthtimeoutms"),
                InstanceMemoryLimitBytes = values.Bytes("hub.instance.memorylimit"),
            },
        };
    }

    private static InstanceCommand? CommandOf(SettingValues values)
    {
        if (values.TextOrNull("hub.instance.command") is not { } program)
        {
            if (values.IsWritten("hub.instance.args"))
            {
                values.Problems.Add(
                    $"{values.WhereOf("hub.instance.args")} is for instances of a program; give --hub-instance-command too, or leave it out"
                );
            }
            return null;
        }
        return new InstanceCommand
        {
            Program = program,
            Arguments = values.Texts("hub.instance.args"),
            Config = values.TextOrNull("hub.instance.config"),
            Http = values.TextOrNull("hub.instance.http"),
            HttpThreads = values.Count("hub.instance.httpthreads"),
            CoreLimit = values.Count("hub.instance.corelimit"),
            HealthPath = PathOf(values, "hub.instance.healthpath"),
            CollectionPath = PathOf(values, "hub.instance.gcpath"),
            CollectionStatusPath = PathOf(values, "hub.instance.gcstatuspath"),
            ActivityPath = PathOf(values, "hub.instance.activitypath"),
        };
    }

    private static string PathOf(SettingValues values, string key)
    {
        var path = values.Text(key);
        if (path is "" or "none")
        {
            return "";
        }
        if (!path.StartsWith('/'))
        {
            values.Problems.Add(
                $"{values.WhereOf(key)} is '{path}'; write a path of the instance, such as /health, or none"
            );
        }
        return path;
    }

    private static HydrationSettings HydrationOf(SettingValues values)
    {
        var spec = values.TextOrNull("hub.hydration.targetspec");
        var config = values.TextOrNull("hub.hydration.targetconfig");
        if (spec is not null && config is not null)
        {
            values.Problems.Add(
                $"{values.WhereOf("hub.hydration.targetspec")} and {values.WhereOf("hub.hydration.targetconfig")} both name a backend; leave one of them out"
            );
        }
        return new HydrationSettings
        {
            TargetSpec = spec,
            TargetConfig = config,
            Threads = values.Count("hub.hydration.threads", MostThreads),
            Pack = values.Switch("hub.hydration.enablepack"),
            PackThresholdBytes = values.Bytes("hub.hydration.packthreshold", MostPackBytes),
            PackBytes = values.Bytes("hub.hydration.packsize", MostPackBytes),
            Chunk = values.Switch("hub.hydration.enablechunks"),
            BytesPerSecond = values.Bytes("hub.hydration.bandwidth"),
            First = FirstOf(values),
        };
    }

    /// <summary>As states write paths: what could match none of them is an error and no silence.</summary>
    private static IReadOnlyList<string> FirstOf(SettingValues values)
    {
        const string key = "hub.hydration.first";
        var paths = values.Texts(key);
        foreach (var path in paths.Where(path => !IsOfModule(path)))
        {
            values.Problems.Add(
                $"{values.WhereOf(key)} is '{path}'; write a path within a module, such as index.db, or meta/ for all below"
            );
        }
        return paths;
    }

    private static bool IsOfModule(string path) =>
        path.Length > 0
        && (path[^1] == '/' ? path[..^1] : path)
            .Split('/')
            .All(name => name is not ("" or "." or ".."));
}

/// <summary>Where modules live when nobody has them, and how they are moved.</summary>
public sealed record HydrationSettings
{
    public string? TargetSpec { get; init; }
    public string? TargetConfig { get; init; }
    public required int Threads { get; init; }
    public required bool Pack { get; init; }
    public required long PackThresholdBytes { get; init; }
    public required long PackBytes { get; init; }
    public required bool Chunk { get; init; }

    /// <summary>0 for no cap.</summary>
    public required long BytesPerSecond { get; init; }

    /// <summary>Paths in modules that are fetched first, in this order; one that ends in '/' stands for all below it.</summary>
    public IReadOnlyList<string> First { get; init; } = [];
}
