using System.Net;
using Bench.Coordinator.Hosting;
using Bench.Coordinator.Leading;
using Bench.Coordinator.Security;
using Bench.Coordinator.Serving;
using Bench.Coordinator.Workers;
using Bench.Fleet;
using Bench.Host.Tests;
using Bench.Model.Claims;
using Bench.Model.Runs;
using Bench.Model.Sealing;
using Bench.Protocol.Claims;
using Bench.Protocol.Records;
using Bench.Protocol.Runs;
using Bench.Rpc.Client;
using Bench.Storage;
using Bench.Storage.Files;
using Microsoft.Extensions.Logging;

namespace Bench.Coordinator.Tests.Serving;

/// <summary>A real server on loopback over a real store; its workers do what a test says.</summary>
internal sealed class ServeBed : ILeaders, ILockProbe, IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly CancellationTokenSource _leaving = new();

    private ServeBed()
    {
        Store = new FileStore(_folder.File("store"));
        Operators = new OperatorTokens(null, TimeProvider.System);
        Workers = WorkerTokens.OfProcess(TimeProvider.System);
        Control = Operators.AddOwn("controller", OperatorRight.Control);
        Read = Operators.AddOwn("reader", OperatorRight.Read);
        Host = NewHost();
    }

    public IObjectStore Store { get; }

    public OperatorTokens Operators { get; }

    public WorkerTokens Workers { get; }

    public string Control { get; }

    public string Read { get; }

    public LogLines Logs { get; } = new();

    public CoordinatorHost Host { get; private set; }

    public CoordinatorServer Server { get; private set; } = null!;

    /// <summary>What the worker of a VM does; unless said otherwise it never ends.</summary>
    public Func<LeadBed, string, Task<WorkerExit>>? Work { get; set; }

    public List<string> Sealed { get; } = [];

    public string BootId => "boot";

    public static async Task<ServeBed> StartAsync(
        CancellationToken cancel,
        Action<ServeBed>? prepare = null,
        bool lazy = false
    )
    {
        var bed = new ServeBed();
        prepare?.Invoke(bed);
        bed.Server = await CoordinatorServer.StartAsync(
            bed.Host,
            new ServeOptions
            {
                Listen = new ListenAddress(false, new IPEndPoint(IPAddress.Loopback, 0)),
                Operators = bed.Operators,
                Workers = bed.Workers,
                Lazy = lazy,
            },
            bed.Logs,
            cancel
        );
        return bed;
    }

    public static RunConfig Config(
        string id,
        int vms = 2,
        Func<RunOptions, RunOptions>? change = null
    )
    {
        var config = LeadBed.Plan(vms, change: change);
        return config with
        {
            BenchmarkId = id,
            Writer = Bench.Model.Json.WriterId.New(),
            Options = config.Options with { PollIntervalSeconds = 0.1 },
        };
    }

    public RpcChannel Channel() => new(Server.Address);

    public static Bench.Rpc.V1.Runs.RunsClient Runs(RpcChannel channel, string token) =>
        new(channel.As(token));

    public HttpClient Browser() =>
        new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = true })
        {
            BaseAddress = Server.Address,
        };

    public CoordinatorHost NewHost() =>
        new(
            Store,
            this,
            LoggerFactory.Create(b => b.AddProvider(Logs)).CreateLogger<CoordinatorHost>(),
            TimeProvider.System
        );

    public RunLeader Create(RecordStore records, LoadedRun run, IRunObserver observer) =>
        new(
            records,
            run,
            new WorkerSupervisor(
                records,
                run.Config,
                new FakeFleet((vm, _) => WorkAsync(records, run, vm)),
                this,
                observer,
                TimeProvider.System
            ),
            CoordinatorSelf.New(),
            observer,
            "0",
            TimeProvider.System
        );

    public Task SealedAsync(RecordStore records, LoadedRun run, Seal seal, CancellationToken cancel)
    {
        lock (Sealed)
        {
            Sealed.Add(run.Config.BenchmarkId);
        }
        return Task.CompletedTask;
    }

    public LockState Probe(ClaimHolder holder) => LockState.Free;

    public async ValueTask DisposeAsync()
    {
        await _leaving.CancelAsync();
        await Server.DisposeAsync();
        await Host.DisposeAsync();
        _leaving.Dispose();
        _folder.Dispose();
    }

    private async Task<WorkerExit> WorkAsync(RecordStore records, LoadedRun run, string vm)
    {
        using var bed = LeadBed.On(records, run);
        if (Work is not null)
        {
            return await Work(bed, vm);
        }
        await Task.Delay(Timeout.Infinite, _leaving.Token)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return FakeFleet.Killed;
    }
}
