using Bench.Benchmarks.Harness;
using Bench.Coordinator.Security;
using Bench.Model.Json;
using Bench.Protocol.Runs;
using Bench.Rpc.V1;
using Bench.Storage;
using Google.Protobuf;

namespace Bench.Benchmarks.FleetScale;

/// <summary>Workers that tell of themselves over the live channel alone.</summary>
internal sealed class ChannelFleet(int workers, TimeProvider time)
{
    private const int Iterations = 9000;

    /// <summary>Signs of life before it is measured, so that the code is compiled as it stays.</summary>
    private const int WarmUp = 10_000;
    private const int Events = 40_000;
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    /// <summary>Nobody is taken for dead: the bucket shows nothing of these workers.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromHours(10);
    private static readonly ParallelOptions Many = new() { MaxDegreeOfParallelism = 32 };
    private readonly Func<WorkerMessage, Task>[] _send = new Func<WorkerMessage, Task>[workers];
    private int _told;

    public async Task<ScaleRow> MeasureAsync()
    {
        using var folder = new Workspace();
        var store = Stores.Open(new Uri(folder.File("artifacts")).AbsoluteUri);
        var run = await FleetRun.CreateAsync(store, workers, Iterations, Lease, Poll);
        var key = folder.File("key");
        var tokens = WorkerTokens.OfFile(key, time);
        await using var server = await ServerProcess.StartAsync(store.Uri, key);
        await using var streams = new WorkerStreams(server.Address);
        await ConnectAsync(streams, tokens, run);

        await TellAsync(server, WarmUp);
        var before = await server.LookAsync();
        await Task.Delay(Quiet, time);
        var quiet = await server.LookAsync();
        var begin = time.GetTimestamp();
        var told = _told;
        var after = await TellAsync(server, Events);
        var elapsed = time.GetElapsedTime(begin);

        var idle = (quiet.ProcessorSeconds - before.ProcessorSeconds) / Quiet.TotalSeconds;
        var used = after.ProcessorSeconds - quiet.ProcessorSeconds - (idle * elapsed.TotalSeconds);
        var memory = await server.CollectAsync();
        double looks = Math.Max(1, after.Looks - before.Looks);
        return new ScaleRow(
            workers,
            used / (_told - told) * 1e6,
            (after.OtherRequests - before.OtherRequests) / looks,
            (after.ProgressReads - before.ProgressReads) / looks,
            (after.FurtherPages - before.FurtherPages) / looks,
            memory.HeapBytes,
            memory.ResidentBytes,
            null
        );
    }

    private Task ConnectAsync(WorkerStreams streams, WorkerTokens tokens, LoadedRun run) =>
        Parallel.ForAsync(
            0,
            workers,
            Many,
            async (i, _) =>
            {
                var vm = FleetPlan.VmName(i + 1);
                _send[i] = await streams.OpenAsync(
                    tokens.Create(run.OwnerName, vm),
                    new WorkerHello
                    {
                        RunId = FleetPlan.RunId,
                        Vm = vm,
                        Epoch = 1,
                        BenchVersion = "0",
                        Process = "simulated",
                    }
                );
            }
        );

    /// <summary>All workers in turn tell of themselves, at least so many times in all, until the coordinator knows.</summary>
    private async Task<ServerFigures> TellAsync(ServerProcess server, int events)
    {
        var rounds = (events + workers - 1) / workers;
        for (var round = 0; round < rounds; round++)
        {
            var done = (_told / workers) + 1;
            await Parallel.ForAsync(
                0,
                workers,
                Many,
                async (i, _) =>
                    await _send[i]
                        (
                            new WorkerMessage
                            {
                                ProgressJson = ByteString.CopyFrom(
                                    Documents.Write(FleetProgress.Of(i + 1, done, Iterations))
                                ),
                            }
                        )
            );
            _told += workers;
        }
        return await FleetRun.UntilKnownAsync(server, _told, time);
    }
}
