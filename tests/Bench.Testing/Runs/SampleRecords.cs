using Bench.Model.Json;
using Bench.Model.Results;
using Bench.Model.Runs;

namespace Bench.Testing.Runs;

/// <summary>Records as the tests of many parts need them; what a test is about it changes.</summary>
public static class SampleRecords
{
    public static RunOptions Options { get; } =
        new()
        {
            Iterations = 2,
            Distribution = DistributionMode.Even,
            Cache = CacheMode.None,
            HostSharing = HostSharing.Turns,
            TestData = "/data",
            Mount = "directory",
            IterationTimeoutSeconds = 60,
            RunTimeoutSeconds = 600,
            LeaseSeconds = 30,
            PollIntervalSeconds = 1,
        };

    public static HostFacts Host { get; } =
        new()
        {
            HostName = "host",
            BootId = "boot-1",
            Kernel = "6",
            CpuModel = "cpu",
            CpuCount = 2,
            MemoryBytes = 1,
        };

    /// <summary>Of a test case without parameters.</summary>
    public static MatrixEntry Entry { get; } =
        new()
        {
            MatrixId = 1,
            TestId = "1",
            TestOrdinal = 1,
            ConfigId = 1,
            ConfigLabel = "c",
            Commit = "master",
            MountArgs = [],
            Workload = "fio",
            Params = new Dictionary<string, string>(),
        };

    /// <summary>An iteration that did nothing.</summary>
    public static IterationRecord Iteration(
        string vm,
        int matrixId,
        int attempt,
        int iteration,
        bool ok = true
    ) =>
        new()
        {
            Schema = Bench.Model.Json.Schemas.Iteration,
            Writer = WriterId.New(),
            Vm = vm,
            Epoch = 1,
            MatrixId = matrixId,
            TestId = "t",
            ConfigId = 1,
            Attempt = attempt,
            Iteration = iteration,
            Block = iteration,
            Status = ok ? IterationStatus.Ok : IterationStatus.Failed,
            StartedAt = DateTimeOffset.UnixEpoch,
            DurationSeconds = 1,
            Phases = [],
            Tools = new Dictionary<string, string>(),
            Host = Host,
            Raw = [],
        };
}
