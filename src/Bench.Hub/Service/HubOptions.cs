namespace Bench.Hub.Service;

/// <summary>How a hub works.</summary>
public sealed record HubOptions
{
    /// <summary>The folder of all that it keeps: the modules' data, its state files, logs and its lock.</summary>
    public required string DataFolder { get; init; }

    /// <summary>Operations on modules at a time; 0 runs each in its caller, who waits for it.</summary>
    public int ProvisionThreads { get; init; } = DefaultThreads(Environment.ProcessorCount);

    /// <summary>False: deprovisioning does not write back, so that the backend stays the same baseline.</summary>
    public bool EnableDehydration { get; init; } = true;

    /// <summary>Modules with local data at the most; 0 for no limit.</summary>
    public int InstanceLimit { get; init; }

    /// <summary>A provision that finds less than this available is refused; 0 for no limit.</summary>
    public long LeastFreeMemoryBytes { get; init; }

    /// <summary>The same of the volume of <see cref="DataFolder"/>.</summary>
    public long LeastFreeDiskBytes { get; init; }

    /// <summary>From the start of an instance until it must answer that it is well.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>For a garbage collection of an instance.</summary>
    public TimeSpan CollectionTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>From asking an instance to end until it is ended by force.</summary>
    public TimeSpan StopGrace { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>For what runs when the hub is asked to end; what is not done by then is done at the next start.</summary>
    public TimeSpan StopPatience { get; init; } = TimeSpan.FromSeconds(30);

    public WatchdogOptions Watchdog { get; init; } = new();

    /// <summary>A quarter of the processors, and two at least.</summary>
    public static int DefaultThreads(int processors) => Math.Max(processors / 4, 2);
}

/// <summary>How instances are watched.</summary>
public sealed record WatchdogOptions
{
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>A provisioned module that nobody uses for that long is deprovisioned; zero for never.</summary>
    public TimeSpan ProvisionedIdleTimeout { get; init; }

    /// <summary>The same for a hibernated one.</summary>
    public TimeSpan HibernatedIdleTimeout { get; init; }

    /// <summary>Restarts one after the other until a module stays crashed.</summary>
    public int MostRestarts { get; init; } = 5;

    /// <summary>Before the first restart; each one after it waits twice as long.</summary>
    public TimeSpan FirstBackOff { get; init; } = TimeSpan.FromSeconds(1);
    public TimeSpan LongestBackOff { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>An instance that ran that long has recovered: the count of restarts begins anew.</summary>
    public TimeSpan QuietTime { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>An instance that does not answer for that long is not well.</summary>
    public TimeSpan HealthTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Looks at an instance that is not well until it is ended, and counts as crashed.</summary>
    public int MostUnhealthyLooks { get; init; } = 3;

    /// <summary>An instance whose processes hold more is ended, and counts as crashed; 0 for no limit.</summary>
    public long InstanceMemoryLimitBytes { get; init; }
}
