namespace Bench.Workloads;

/// <summary>The stable words for why an iteration failed.</summary>
public static class FailureKinds
{
    public const string Timeout = "timeout";
    public const string ExitCode = "exit_code";
    public const string Killed = "killed";
    public const string JobError = "job_error";
    public const string Output = "output";
    public const string Prepare = "prepare";
    public const string Mount = "mount";
    public const string Unmount = "unmount";
    public const string CacheDrop = "cache_drop";
    public const string CacheWarm = "cache_warm";
    public const string DiskFull = "disk_full";
    public const string Host = "host";

    /// <summary>A hub ended, or did not do what was asked of it.</summary>
    public const string Hub = "hub";

    /// <summary>A hub failed for some of its modules.</summary>
    public const string Modules = "modules";

    /// <summary>The VM did not take part in an iteration that others ran.</summary>
    public const string Barrier = "barrier";
}
