using System.Globalization;
using System.Text;
using Bench.Model.Digests;
using Bench.Model.Json;
using Bench.Model.Results;
using Bench.Model.Runs;
using Bench.Planning.Blocks;
using Bench.Protocol.Decisions;
using Bench.Protocol.Records;
using Bench.Simulation.Tests.Scheduling;
using Bench.Worker.Barriers;
using Bench.Worker.Hosts;
using Bench.Worker.Iterations;

namespace Bench.Simulation.Tests.Hosts;

/// <summary>How long iterations take and how often they fail.</summary>
internal sealed record Workload(TimeSpan Shortest, TimeSpan Longest, double Fails);

/// <summary>
/// Stands for mounts, fio and its files: an iteration takes time, leaves a raw file in the bucket, and fails now and
/// then. Everything else of a worker is the real thing.
/// </summary>
internal sealed class SimIterations(
    SimProcess process,
    RecordStore records,
    IterationScope scope,
    TimeProvider time,
    Workload workload,
    Action<Measuring> began
) : IIterationRunner
{
    private readonly RawNames _names = new();
    private static readonly TimeSpan LongestEnding = TimeSpan.FromSeconds(1.5);

    public async Task<IterationRecord> RunAsync(
        MatrixEntry entry,
        Attempt attempt,
        ScheduledIteration scheduled,
        TimeSpan? limit,
        CancellationToken cancel,
        StartBarrier? barrier = null
    )
    {
        var begin = time.GetTimestamp();
        var nameOf = _names.Begin(entry.MatrixId, attempt.Number, scheduled.Iteration);
        await MeasureAsync(entry, attempt, scheduled.Iteration, cancel);
        cancel.ThrowIfCancellationRequested();
        var raw = await UploadAsync(entry, attempt, scheduled, nameOf("fio_output.json"), cancel);
        return Record(
            entry,
            attempt,
            scheduled,
            [raw],
            time.GetElapsedTime(begin),
            fails: process.Dice.Chance(workload.Fails)
        );
    }

    public IterationRecord NotRun(
        MatrixEntry entry,
        Attempt attempt,
        ScheduledIteration scheduled,
        Failure failure
    ) => Record(entry, attempt, scheduled, [], TimeSpan.Zero, fails: true);

    public async Task<Failure?> WarmUpAsync(
        MatrixEntry entry,
        Attempt attempt,
        ScheduledIteration scheduled,
        CancellationToken cancel
    )
    {
        await MeasureAsync(entry, attempt, 0, cancel);
        return null;
    }

    private async Task MeasureAsync(
        MatrixEntry entry,
        Attempt attempt,
        int iteration,
        CancellationToken cancel
    )
    {
        scope.Counters.Entered(entry, attempt.Number, iteration, "measure", waiting: false);
        var measuring = new Measuring(
            process,
            scope.Spec.VmName,
            scope.Claim.Epoch,
            entry.MatrixId
        );
        began(measuring);
        try
        {
            await Task.Delay(
                process.Dice.Between(workload.Shortest, workload.Longest),
                time,
                cancel
            );
        }
        catch (OperationCanceledException)
        {
            // SIGTERM, and for some SIGKILL.
            await Task.Delay(process.Dice.UpTo(LongestEnding), time, CancellationToken.None);
            throw;
        }
        finally
        {
            measuring.Stop();
        }
    }

    private async Task<RawFile> UploadAsync(
        MatrixEntry entry,
        Attempt attempt,
        ScheduledIteration scheduled,
        string name,
        CancellationToken cancel
    )
    {
        var key = records.Keys.Raw(
            scope.Claim.Vm,
            entry.MatrixId,
            attempt.Number,
            scheduled.Iteration,
            scope.Claim.Epoch,
            name
        );
        var content = Encoding.UTF8.GetBytes(
            string.Create(CultureInfo.InvariantCulture, $"{process.Id} {key}")
        );
        using var stream = new MemoryStream(content);
        await records.Store.PutAsync(key, stream, cancel);
        var digest = ContentDigest.Of(content);
        return new RawFile
        {
            Role = "fio",
            Key = key,
            Length = digest.Length,
            Crc32C = digest.Crc32C,
            Sha256 = digest.Sha256,
        };
    }

    private IterationRecord Record(
        MatrixEntry entry,
        Attempt attempt,
        ScheduledIteration scheduled,
        IReadOnlyList<RawFile> raw,
        TimeSpan took,
        bool fails
    ) =>
        new()
        {
            Schema = Schemas.Iteration,
            Writer = WriterId.New(),
            Vm = scope.Claim.Vm,
            Epoch = scope.Claim.Epoch,
            MatrixId = entry.MatrixId,
            TestId = entry.TestId,
            ConfigId = entry.ConfigId,
            Attempt = attempt.Number,
            Iteration = scheduled.Iteration,
            Block = scheduled.Block,
            Status = fails ? IterationStatus.Failed : IterationStatus.Ok,
            Failure = fails ? Failed : null,
            StartedAt = time.GetUtcNow() - took,
            DurationSeconds = Math.Round(took.TotalSeconds, 6),
            Phases = [],
            Tools = NoTools,
            Host = HostOf(process),
            Raw = raw,
        };

    private static Dictionary<string, string> NoTools { get; } = [];

    private static Failure Failed { get; } =
        new()
        {
            Kind = "exit_code",
            Phase = "measure",
            Reason = "fio ended with exit code 1",
        };

    private static HostFacts HostOf(SimProcess process) =>
        new()
        {
            HostName = process.Host.Name,
            BootId = process.Host.BootId,
            Kernel = "",
            CpuModel = "",
            CpuCount = 1,
            MemoryBytes = 1,
        };
}
