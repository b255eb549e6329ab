using Bench.Model.Json;
using Bench.Model.Keys;
using Bench.Model.Results;
using Bench.Model.Runs;
using Bench.Model.Sealing;
using Bench.Protocol.Commits;
using Bench.Protocol.Decisions;
using Bench.Protocol.Records;
using Bench.Protocol.Tests.Simulation;

namespace Bench.Protocol.Tests.Sealing;

/// <summary>What attempts may have committed, with two planned iterations.</summary>
internal static class Facts
{
    private static readonly RunKeys Keys = new(TestRun.Id);

    public static AttemptFacts Ok(int matrixId, int attempt, string vm) =>
        Ended(new Attempt(matrixId, attempt, vm), true, true);

    public static AttemptFacts Failed(int matrixId, int attempt, string vm) =>
        Ended(new Attempt(matrixId, attempt, vm), true, false);

    /// <summary>An attempt without a result.</summary>
    public static AttemptFacts Open(int matrixId, int attempt, string vm, int iterations)
    {
        var open = new Attempt(matrixId, attempt, vm);
        var refs = Enumerable.Range(1, iterations).Select(n => Ref(open, n, ok: true));
        return new AttemptFacts(open, null, [.. refs]);
    }

    /// <summary>Up to four attempts at each entry on three VMs, in states that the bytes choose.</summary>
    public static List<AttemptFacts> Random(RunConfig config, byte[] raw)
    {
        var facts = new List<AttemptFacts>();
        var next = 0;
        for (var id = 1; id <= config.EntryCount; id++)
        {
            for (var k = 1; k <= 4; k++, next++)
            {
                var choice = raw.Length == 0 ? 0 : raw[next % raw.Length] + next;
                var vm = TestRun.Vm(1 + (choice / 5 % 3));
                AttemptFacts? fact = (choice % 5) switch
                {
                    0 => null,
                    1 => Open(id, k, vm, choice % 3),
                    2 => Failed(id, k, vm),
                    _ => Ok(id, k, vm),
                };
                if (fact is not null)
                {
                    facts.Add(fact);
                }
            }
        }
        return facts;
    }

    private static AttemptFacts Ended(Attempt attempt, params bool[] good)
    {
        var iterations = good.Select((ok, i) => Ref(attempt, i + 1, ok)).ToList();
        var result = new ResultRecord
        {
            Schema = Schemas.Result,
            Writer = WriterId.New(),
            Vm = attempt.Vm,
            Epoch = 1,
            MatrixId = attempt.MatrixId,
            TestId = "t",
            ConfigId = 1,
            Attempt = attempt.Number,
            Status = good.All(ok => ok) ? IterationStatus.Ok : IterationStatus.Failed,
            PlannedIterations = good.Length,
            At = default,
            Iterations = iterations,
        };
        var key = Keys.Result(attempt.Vm, attempt.MatrixId, attempt.Number);
        return new AttemptFacts(
            attempt,
            new StoredRecord<ResultRecord>(result, Ref(key)),
            iterations
        );
    }

    private static IterationRef Ref(Attempt attempt, int iteration, bool ok) =>
        new()
        {
            Iteration = iteration,
            Status = ok ? IterationStatus.Ok : IterationStatus.Failed,
            Record = Ref(Keys.Iteration(attempt.Vm, attempt.MatrixId, attempt.Number, iteration)),
        };

    private static RecordRef Ref(string key) =>
        new()
        {
            Key = key,
            Length = 1,
            Sha256 = "",
        };
}
