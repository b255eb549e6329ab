using System.Text.RegularExpressions;
using Bench.Model.Claims;
using Bench.Model.Decisions;
using Bench.Model.Json;
using Bench.Model.Keys;
using Bench.Model.Results;
using Bench.Model.Runs;
using Bench.Model.Sealing;
using Bench.Protocol.Records;
using Bench.Simulation.Tests.Hosts;
using Bench.Simulation.Tests.Scheduling;
using Bench.Simulation.Tests.Stores;
using Bench.Simulation.Tests.Worlds;

namespace Bench.Simulation.Tests.Checking;

/// <summary>A record as it was written first.</summary>
internal sealed record Written<T>(Write Write, T Document)
    where T : Document;

/// <summary>All that is known of a world after its end, with the whole history of its bucket.</summary>
internal sealed partial class Evidence
{
    private Evidence(World world)
    {
        World = world;
        foreach (var write in world.Bucket.History)
        {
            Sort(write);
        }
        Config = Read<RunConfig>(world.Keys.Config)?.Document;
        Seal = Read<Seal>(world.Keys.Seal);
        Records = new RecordStore(new BucketReader(world.Bucket), world.Keys);
    }

    public World World { get; }

    public RunKeys Keys => World.Keys;

    public IReadOnlyList<Write> History => World.Bucket.History;

    public IReadOnlyList<Measuring> Measurings => World.Measurings;

    public RunConfig? Config { get; }

    public List<Written<Decision>> Decisions { get; } = [];

    public List<Written<Claim>> Claims { get; } = [];

    public List<Written<IterationRecord>> Iterations { get; } = [];

    public List<Written<ResultRecord>> Results { get; } = [];

    /// <summary>Writes of progress by key, in order.</summary>
    public Dictionary<string, List<Write>> Progress { get; } = [];

    public Written<Seal>? Seal { get; }

    /// <summary>The run for those parts of production code that look from outside.</summary>
    public RecordStore Records { get; }

    /// <summary>Committed records that the seal does not name.</summary>
    public IReadOnlyList<string> Late => field ??= FindLate();

    public static Evidence Of(World world) => new(world);

    /// <summary>The claims on a VM, in order.</summary>
    public IEnumerable<Written<Claim>> ClaimsOf(string vm) =>
        Claims.Where(claim => claim.Document.Vm == vm).OrderBy(claim => claim.Document.Epoch);

    public Written<Claim>? ClaimOf(string vm, int epoch) =>
        Claims.FirstOrDefault(c => c.Document.Vm == vm && c.Document.Epoch == epoch);

    /// <summary>The longest time that a worker may go on after a later claim, on its own clock: a lease, the beats that find out, and the end of its work.</summary>
    public long LongestIgnorance =>
        (World.Scenario.Lease + (World.Scenario.Lease / 3 * 3) + TimeSpan.FromSeconds(2)).Ticks;

    /// <summary>Whether a process may still act for an epoch at a moment.</summary>
    public bool MayAct(SimProcess process, string vm, int epoch, long at) =>
        ClaimOf(vm, epoch + 1) is not { } next
        || process.RanBetween(next.Write.At, at) <= LongestIgnorance;

    public static bool IsRecord(string key) => RecordKey().IsMatch(key);

    private Written<T>? Read<T>(string key)
        where T : Document =>
        History.FirstOrDefault(write => write.Key == key) is { } write
            ? new Written<T>(write, Documents.Read<T>(write.Content, key))
            : null;

    private void Sort(Write write)
    {
        if (write.Key.StartsWith(Keys.Progresses, StringComparison.Ordinal))
        {
            if (!Progress.TryGetValue(write.Key, out var writes))
            {
                Progress[write.Key] = writes = [];
            }
            writes.Add(write);
        }
        else if (write.Key.StartsWith(Keys.Decisions, StringComparison.Ordinal))
        {
            Add(Decisions, write);
        }
        else if (write.Key.StartsWith(Keys.Claims, StringComparison.Ordinal))
        {
            Add(Claims, write);
        }
        else if (IsRecord(write.Key))
        {
            if (write.Key.EndsWith("/result.json", StringComparison.Ordinal))
            {
                Add(Results, write);
            }
            else
            {
                Add(Iterations, write);
            }
        }
    }

    private static void Add<T>(List<Written<T>> list, Write write)
        where T : Document
    {
        if (list.TrueForAll(known => known.Write.Key != write.Key))
        {
            list.Add(new Written<T>(write, Documents.Read<T>(write.Content, write.Key)));
        }
    }

    private List<string> FindLate() =>
        Seal is null
            ? []
            :
            [
                .. Bench
                    .Protocol.Sealing.LateRecords.FindAsync(Records, Seal.Document, default)
                    .GetAwaiter()
                    .GetResult(),
            ];

    [GeneratedRegex(
        @"/a[0-9]+/(?:result|iteration-[0-9]+)\.json\z",
        RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex RecordKey();
}
