namespace Bench.Hub.Pipeline.Backends;

/// <summary>What a hub hydrates from and dehydrates to, as a stage brings it up.</summary>
public interface IBackend
{
    /// <summary>Such as <c>file</c>, <c>s3</c> or <c>minio</c>.</summary>
    string Kind { get; }

    /// <summary>The folder of its data; null where that is not on this machine.</summary>
    string? DataFolder { get; }

    /// <summary>Whether it can be brought up here, as far as that is seen before anything is wiped or copied.</summary>
    /// <exception cref="PipelineInputException">Not with what was given.</exception>
    /// <exception cref="BackendException">Not on this machine.</exception>
    void Check();

    /// <summary>Brings it up; disposing of what is returned takes it down again.</summary>
    /// <exception cref="PipelineInputException">Its folder cannot be used.</exception>
    /// <exception cref="BackendException">It does not come up.</exception>
    Task<IRunningBackend> StartAsync(string logFolder, CancellationToken cancel);
}

/// <summary>A backend that is up.</summary>
public interface IRunningBackend : IAsyncDisposable
{
    /// <summary>For <c>--hub-hydration-target-spec</c>; holds no secret.</summary>
    string TargetSpec { get; }

    /// <summary>Variables that a hub needs to reach it, credentials among them.</summary>
    IReadOnlyDictionary<string, string?> HubEnvironment { get; }
}
