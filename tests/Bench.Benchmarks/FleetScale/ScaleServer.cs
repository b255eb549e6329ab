using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Bench.Benchmarks.Harness;
using Bench.Coordinator.Hosting;
using Bench.Coordinator.Leading;
using Bench.Coordinator.Security;
using Bench.Coordinator.Serving;
using Bench.Coordinator.Workers;
using Bench.Fleet;
using Bench.Model.Keys;
using Bench.Model.Sealing;
using Bench.Protocol.Records;
using Bench.Protocol.Runs;
using Bench.Storage;
using Bench.Worker.Claiming;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bench.Benchmarks.FleetScale;

/// <summary>
/// A coordinator in a process of its own, so that nothing but it is measured: leads one run of a store, serves the live
/// channel, and answers commands on its input.
/// </summary>
internal static class ScaleServer
{
    public const string Verb = "fleet-scale-server";
    public const string Figures = "figures";
    public const string Collect = "collect";

    /// <param name="args">The store's URI, and the file of the key of workers' tokens.</param>
    public static async Task<int> RunAsync(IReadOnlyList<string> args)
    {
        var time = TimeProvider.System;
        var store = new CountingStore(Stores.Open(args[0]));
        await using var host = new CoordinatorHost(
            store,
            new Leaders(time),
            NullLogger<CoordinatorHost>.Instance,
            time
        );
        var records = new RecordStore(store, new RunKeys(FleetPlan.RunId));
        var led = await host.BeginAsync(
            records,
            await LoadedRun.LoadAsync(records, default),
            default
        );
        await using var server = await CoordinatorServer.StartAsync(
            host,
            new ServeOptions
            {
                Listen = ListenAddress.Parse("http://127.0.0.1:0", hasCertificate: false),
                Operators = new OperatorTokens(null, time),
                Workers = WorkerTokens.OfFile(args[1], time),
                Time = time,
            },
            NullLoggerProvider.Instance,
            default
        );
        Console.WriteLine(server.Address);
        while (await Console.In.ReadLineAsync() is { } command)
        {
            if (command == Collect)
            {
                CollectAll();
            }
            Console.WriteLine(
                JsonSerializer.Serialize(Look(store, led), FleetScaleJson.Default.ServerFigures)
            );
        }
        return 0;
    }

    private static ServerFigures Look(CountingStore store, LedRun led)
    {
        using var self = Process.GetCurrentProcess();
        return new ServerFigures
        {
            Looks = store.Looks,
            ProgressReads = store.Progress,
            OtherRequests = store.Others,
            FurtherPages = store.FurtherPages,
            IterationsDone = led.Feed.Snapshot.Run.IterationsDone,
            Connected = led.Workers.Connected.Count,
            HeapBytes = GC.GetTotalMemory(forceFullCollection: false),
            ProcessorSeconds = self.TotalProcessorTime.TotalSeconds,
            ResidentBytes = self.WorkingSet64,
        };
    }

    private static void CollectAll()
    {
        for (var i = 0; i < 2; i++)
        {
            GC.Collect(
                GC.MaxGeneration,
                GCCollectionMode.Aggressive,
                blocking: true,
                compacting: true
            );
            GC.WaitForPendingFinalizers();
        }
    }

    private sealed class Leaders(TimeProvider time) : ILeaders
    {
        public RunLeader Create(RecordStore records, LoadedRun run, IRunObserver observer) =>
            new(
                records,
                run,
                new WorkerSupervisor(
                    records,
                    run.Config,
                    NoFleet.Instance,
                    new HostLockProbe(),
                    observer,
                    time
                ),
                CoordinatorSelf.New(),
                observer,
                "0",
                time
            );

        public Task SealedAsync(
            RecordStore records,
            LoadedRun run,
            Seal seal,
            CancellationToken cancel
        ) => Task.CompletedTask;
    }
}
