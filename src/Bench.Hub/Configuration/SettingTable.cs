using System.Globalization;
using Bench.Hub.Service;
using static Bench.Hub.Configuration.SettingKind;

namespace Bench.Hub.Configuration;

/// <summary>All settings of <c>bench hub serve</c>, with the names that operators know.</summary>
public static class SettingTable
{
    private static readonly string Threads = HubOptions
        .DefaultThreads(Environment.ProcessorCount)
        .ToString(CultureInfo.InvariantCulture);

    // csharpier-ignore
    public static IReadOnlyList<HubSetting> All { get; } =
    [
        new("hub.datadir", "--data-dir", Text, "", "Folder of all that the hub keeps: the modules' data below servers/, its state, logs and lock."),
        new("hub.port", "--port", Count, "8558", "Port to serve on; 0 for one that is free."),
        new("hub.listen", "--listen", Text, "127.0.0.1", "Address to serve on. Another than loopback takes --allow-remote too."),
        new("hub.allowremote", "--allow-remote", Switch, "false", "Whoever reaches the port may do everything: the hub asks nobody who he is."),
        new("hub.stoppatienceseconds", "--hub-stop-patience-seconds", Seconds, "30", "For operations that run when the hub is asked to end; the next hub goes on with the others."),
        new("hub.memoryreserve", "--hub-memory-reserve", Bytes, "0", "Refuse a provision while less memory than this is available; 0 for never."),
        new("hub.diskreserve", "--hub-disk-reserve", Bytes, "0", "Refuse a provision while less than this is free on the data folder's volume; 0 for never."),
        new("hub.enabledehydration", "--hub-enable-dehydration", Switch, "true", "false: deprovisioning does not write back, so that the backend stays the same baseline."),

        new("hub.instance.provisionthreads", "--hub-instance-provision-threads", Count, Threads, "Operations on modules at a time; 0 = synchronous: each is done when it is answered."),
        new("hub.instance.limit", "--hub-instance-limit", Count, "0", "Refuse a provision when so many modules are here; 0 for no limit."),
        new("hub.instance.baseport", "--hub-instance-base-port", Count, "0", "First of the instances' ports; 0 for any that are free."),
        new("hub.instance.command", "--hub-instance-command", Text, "", "Program that serves a module; without it the hub serves the modules' folders itself."),
        new("hub.instance.args", "--hub-instance-arg", Texts, "", "An argument of that program, with {port} {data_dir} {module} {log_file} {config} {http} {http_threads} {core_limit}; may be given again."),
        new("hub.instance.config", "--hub-instance-config", Text, "", "Passed to every instance as {config}; arguments with it are left out without it."),
        new("hub.instance.http", "--hub-instance-http", Text, "", "Passed to every instance as {http}; arguments with it are left out without it."),
        new("hub.instance.httpthreads", "--hub-instance-http-threads", Count, "0", "Passed to every instance as {http_threads}; 0 = automatic."),
        new("hub.instance.corelimit", "--hub-instance-corelimit", Count, "0", "Passed to every instance as {core_limit}; 0 = automatic."),
        new("hub.instance.healthpath", "--hub-instance-health-path", Text, "/health", "GET answers 2xx when an instance of a program is well."),
        new("hub.instance.gcpath", "--hub-instance-gc-path", Text, "/admin/gc", "POST asks an instance of a program for a garbage collection; 'none' when it has none."),
        new("hub.instance.gcstatuspath", "--hub-instance-gc-status-path", Text, "/admin/gc", "GET tells how far it is; 'none' when the reply to the POST says that it is done."),
        new("hub.instance.activitypath", "--hub-instance-activity-path", Text, "", "GET answers another text after an instance was used; without it only the hub's proxy tells of use."),
        new("hub.instance.memorylimit", "--hub-instance-memory-limit", Bytes, "0", "End an instance whose processes hold more, as crashed; 0 for no limit."),
        new("hub.instance.starttimeoutseconds", "--hub-instance-start-timeout-seconds", Seconds, "60", "From an instance's start until it must be well."),
        new("hub.instance.gctimeoutseconds", "--hub-instance-gc-timeout-seconds", Seconds, "300", "For a garbage collection of an instance."),
        new("hub.instance.stopgraceseconds", "--hub-instance-stop-grace-seconds", Seconds, "10", "From SIGTERM to SIGKILL."),

        new("hub.hydration.threads", "--hub-hydration-threads", Count, Threads, "Files and objects that are hashed and moved at a time, over all modules; 0 = synchronous."),
        new("hub.hydration.targetspec", "--hub-hydration-target-spec", Text, "", "The backend as a URI: file:///absolute/folder or s3://bucket/prefix. Default: the folder hydration_storage in the data folder."),
        new("hub.hydration.targetconfig", "--hub-hydration-target-config", Text, "", "The backend as a JSON file; see docs/hub.md for its shape."),
        new("hub.hydration.enablepack", "--hub-hydration-enable-pack", Switch, "true", "Put small files together into packs."),
        new("hub.hydration.packthreshold", "--hub-hydration-pack-threshold", Bytes, "256KiB", "Files shorter than this go into packs."),
        new("hub.hydration.packsize", "--hub-hydration-pack-size", Bytes, "8MiB", "Bytes of a pack at the most."),
        new("hub.hydration.enablechunks", "--hub-hydration-enable-chunks", Switch, "false", "Cut large files by their content, and move only the chunks that are new."),
        new("hub.hydration.bandwidth", "--hub-hydration-bandwidth", Bytes, "0", "Content bytes a second, both ways together; 0 for no cap."),
        new("hub.hydration.first", "--hub-hydration-first", Texts, "", "A path in every module that is fetched before the others, such as index.db; with '/' at its end a folder with all below. May be given again: in this order."),

        new("hub.watchdog.intervalms", "--hub-watchdog-interval-ms", Milliseconds, "3000", "Between two looks at all modules."),
        new("hub.watchdog.provisionedidletimeoutseconds", "--hub-watchdog-provisioned-idle-timeout-seconds", Seconds, "0", "Deprovision a module that nobody used for that long; 0 for never."),
        new("hub.watchdog.hibernatedidletimeoutseconds", "--hub-watchdog-hibernated-idle-timeout-seconds", Seconds, "0", "Deprovision a module that is hibernated for that long; 0 for never."),
        new("hub.watchdog.maxrestarts", "--hub-watchdog-max-restarts", Count, "5", "Restarts one after the other until a module stays crashed."),
        new("hub.watchdog.backoffms", "--hub-watchdog-back-off-ms", Milliseconds, "1000", "Before the first restart; each one after it waits twice as long, up to a minute."),
        new("hub.watchdog.healthtimeoutms", "--hub-watchdog-health-timeout-ms", Milliseconds, "5000", "An instance that does not answer for that long is not well; three times in a row and it counts as crashed."),
    ];

    private static readonly Dictionary<string, HubSetting> ByKey = All.ToDictionary(
        setting => setting.Key,
        StringComparer.Ordinal
    );

    public static HubSetting? Find(string key) => ByKey.GetValueOrDefault(key);

    /// <summary>The known key that looks most like it, if one does.</summary>
    public static string? Nearest(string key)
    {
        var nearest = All.MinBy(setting => Distance(setting.Key, key))!.Key;
        return Distance(nearest, key) <= Math.Max(2, key.Length / 4) ? nearest : null;
    }

    /// <summary>Steps from one to the other: letters put in, taken out or changed.</summary>
    private static int Distance(string from, string to)
    {
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 1; i <= from.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var change = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(change, Math.Min(row[j], row[j - 1]) + 1);
            }
        }
        return row[to.Length];
    }
}
