using System.Text.Json.Nodes;
using Bench.EndToEnd.Tests.Buckets;
using Bench.EndToEnd.Tests.Harness;

namespace Bench.EndToEnd.Tests.Network;

/// <summary>Hosts of one test, each with a relay to the bucket, and the runs below a prefix of it.</summary>
internal sealed class NetworkBed : IAsyncDisposable
{
    /// <summary>The host of the coordinator.</summary>
    public const string Boss = "boss";

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(150);
    private readonly Dictionary<string, NetworkHost> _hosts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Relay> _relays = new(StringComparer.Ordinal);
    private readonly List<BenchProcess> _started = [];

    private NetworkBed()
    {
        Prefix = Guid.NewGuid().ToString("N");
        Directory.CreateDirectory(Sandbox.Data);
        Sandbox.ArtifactsUri = $"s3://{SharedBed.Bucket.Name}/{Prefix}";
        foreach (var (name, value) in SharedBed.Bucket.Server.ClientEnvironment)
        {
            Sandbox.Environment[name] = value;
        }
        Mirror = new StoreMirror(Sandbox, SharedBed.Bucket.UriOf(Prefix));
    }

    public Sandbox Sandbox { get; } = new();

    /// <summary>Where its runs are in the bucket.</summary>
    public string Prefix { get; }

    /// <summary>Looks at the bucket from outside of all faults.</summary>
    public StoreMirror Mirror { get; }

    /// <summary>What all processes have said, to be shown when a test fails.</summary>
    public string Said =>
        string.Join('\n', _started.Select(process => process.Output + process.Errors));

    public static async Task<NetworkBed> CreateAsync(params IEnumerable<string> vms)
    {
        var bed = new NetworkBed();
        foreach (var name in vms.Prepend(Boss))
        {
            await bed.AddAsync(name);
        }
        return bed;
    }

    public NetworkHost Host(string name) => _hosts[name];

    public Relay Relay(string name) => _relays[name];

    /// <summary>A run as it is named from outside of the hosts.</summary>
    public string RunUri(string id = "t1") => SharedBed.Bucket.UriOf($"{Prefix}/{id}");

    /// <summary>Starts the program in a host.</summary>
    public BenchProcess Start(
        string host,
        IReadOnlyList<string> arguments,
        IReadOnlyDictionary<string, string>? more = null
    )
    {
        var environment = new Dictionary<string, string>(more ?? new Dictionary<string, string>())
        {
            ["AWS_ENDPOINT_URL_S3"] = _relays[host].Uri.GetLeftPart(UriPartial.Authority),
            ["AWS_REGION"] = SharedBed.Bucket.Server.Region,
            // Proxies of this machine are none of the hosts'.
            ["NO_PROXY"] = "*",
            ["no_proxy"] = "*",
        };
        var process = Sandbox.StartProgram(
            "ip",
            _hosts[host].Enter(Sandbox.Data, environment, [Sandbox.Program, .. arguments])
        );
        lock (_started)
        {
            _started.Add(process);
        }
        return process;
    }

    /// <summary>Starts a run whose workers are started by the test, and waits until there is something for them.</summary>
    public async Task<BenchProcess> RunAsync(RunSetup setup)
    {
        var run = Start(
            Boss,
            (setup with { More = [.. setup.More, "--fleet", "none"] }).Arguments(Sandbox)
        );
        await Until.TrueAsync(
            () => run.Output.Contains("start a worker on each VM", StringComparison.Ordinal),
            "workers may come",
            () => run.Output + run.Errors
        );
        return run;
    }

    /// <summary>Starts the worker of a VM in the host of that name.</summary>
    public BenchProcess Worker(
        string vm,
        IReadOnlyDictionary<string, string>? more = null,
        string id = "t1",
        params IEnumerable<string> options
    ) =>
        Start(
            vm,
            ["worker", "--run", $"{Sandbox.ArtifactsUri}/{id}", "--vm", vm, .. options],
            more
        );

    /// <summary>Waits until the keys of a run are as wanted.</summary>
    public async Task KeysAsync(
        Func<IReadOnlyList<string>, bool> wanted,
        string what,
        string id = "t1"
    )
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (await Mirror.KeysAsync($"{id}/") is var keys && !wanted(keys))
        {
            if (TimeProvider.System.GetElapsedTime(begun) > Until.Limit)
            {
                Assert.Fail($"never came true: {what}\n{string.Join('\n', keys)}\n{Said}");
            }
            await Task.Delay(Look);
        }
    }

    /// <summary>Waits until the decisions of a run are as wanted.</summary>
    public async Task DecidedAsync(
        Func<IReadOnlyList<JsonNode>, bool> wanted,
        string what,
        string id = "t1"
    )
    {
        var copy = Sandbox.Bucket(id);
        var begun = TimeProvider.System.GetTimestamp();
        while (true)
        {
            await Mirror.CopyAsync($"{id}/decisions");
            if (wanted([.. copy.Names("decisions").Select(copy.Json)]))
            {
                return;
            }
            if (TimeProvider.System.GetElapsedTime(begun) > Until.Limit)
            {
                Assert.Fail($"never came true: {what}\n{Said}");
            }
            await Task.Delay(Look);
        }
    }

    /// <summary>Waits until a process has said something.</summary>
    public Task SaysAsync(BenchProcess process, string text, int times = 1) =>
        Until.TrueAsync(
            () => (process.Output + process.Errors).Split(text).Length > times,
            $"process {process.Pid} says {times} times: {text}",
            () => Said
        );

    /// <summary>Kinds of the decisions of a run, in order.</summary>
    public static IReadOnlyList<string> DecisionsOf(Bucket copy) =>
        [
            .. copy.Names("decisions")
                .Select(copy.Json)
                .Select(decision => decision["kind"]!.GetValue<string>()),
        ];

    public async ValueTask DisposeAsync()
    {
        foreach (var relay in _relays.Values)
        {
            await relay.DisposeAsync();
        }
        foreach (var host in _hosts.Values)
        {
            await host.DisposeAsync();
        }
        await Sandbox.DisposeAsync();
    }

    private async Task AddAsync(string name)
    {
        _hosts[name] = await SharedBed.Network.AddAsync(name, Sandbox.Folder($"host-{name}"));
        _relays[name] = new Relay(SharedBed.Network.Gateway, SharedBed.Server);
    }
}
