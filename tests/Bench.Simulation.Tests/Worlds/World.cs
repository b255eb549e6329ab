using Bench.Model.Keys;
using Bench.Model.Runs;
using Bench.Protocol.Records;
using Bench.Simulation.Tests.Hosts;
using Bench.Simulation.Tests.Scenarios;
using Bench.Simulation.Tests.Scheduling;
using Bench.Simulation.Tests.Stores;
using Bench.Simulation.Tests.Tracing;
using Bench.Storage;

namespace Bench.Simulation.Tests.Worlds;

/// <summary>One seed's world: its machines, processes and bucket.</summary>
internal sealed class World
{
    private readonly List<SimProcess> _processes = [];
    private readonly List<Measuring> _measurings = [];
    private readonly List<string> _defects = [];
    private readonly Dictionary<string, int> _names = [];

    public World(ulong seed, Defect defect, bool isText)
    {
        Defect = defect;
        Dice = new Dice(seed);
        Scenario = Scenario.Draw(Dice);
        Config = Runs.Plan(Scenario);
        Scheduler = new Scheduler(Dice);
        Trace = new Trace(isText) { Clock = Scheduler };
        Hosts = [.. Enumerable.Range(1, 3).Select(n => new SimHost($"host{n}"))];
        VmHosts = [.. Config.Vms.Select(vm => new SimHost($"host-of-{vm.Name}"))];
        Mishaps = new Mishaps(this);
        Stores = new StoreWorld(Bucket, Trace, Mishaps) { Weather = Scenario.Weather };
    }

    public Defect Defect { get; }

    public Dice Dice { get; }

    public Scenario Scenario { get; }

    public RunConfig Config { get; }

    public Scheduler Scheduler { get; }

    public Trace Trace { get; }

    public Bucket Bucket { get; } = new();

    public StoreWorld Stores { get; }

    public Mishaps Mishaps { get; }

    public IReadOnlyList<SimHost> Hosts { get; }

    /// <summary>The machine of each VM that starts its worker itself.</summary>
    public IReadOnlyList<SimHost> VmHosts { get; }

    public IEnumerable<SimHost> AllHosts => Hosts.Concat(VmHosts);

    public RunKeys Keys { get; } = new(Runs.Id);

    public IReadOnlyList<SimProcess> Processes => _processes;

    public IReadOnlyList<Measuring> Measurings => _measurings;

    /// <summary>What production code did that it must never do, such as throw what nobody expects.</summary>
    public IReadOnlyList<string> Defects => _defects;

    public bool IsCalm => Scheduler.Elapsed >= Scenario.CalmFrom;

    public bool IsSealed => Bucket.Get(Keys.Seal) is not null;

    /// <summary>Chance of something that only goes wrong before the calm.</summary>
    public double BeforeCalm(double chance) => IsCalm ? 0 : chance;

    public SimProcess Spawn(string kind, SimHost host)
    {
        var number = _names[kind] = _names.GetValueOrDefault(kind) + 1;
        var process = new SimProcess(
            $"{kind}.{number}",
            _processes.Count + 1,
            host,
            Scheduler,
            Dice,
            Trace
        )
        {
            WallOffset = Defect.WallOffsetOf(_processes.Count),
        };
        _processes.Add(process);
        return process;
    }

    /// <summary>The run as a process reaches it.</summary>
    public RecordStore RecordsOf(SimProcess process, bool coordinates)
    {
        IObjectStore store = new SimStore(process, Stores);
        return new RecordStore(Defect.Wrap(store, coordinates), Keys);
    }

    public void Began(Measuring measuring)
    {
        Trace.Note(measuring.Process, "measures", $"{measuring.Vm} {measuring.MatrixId}");
        _measurings.Add(measuring);
    }

    public void Found(string defect) => _defects.Add(defect);
}
