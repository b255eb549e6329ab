using Bench.Model.Results;
using Bench.Model.Runs;
using Bench.Protocol.Commits;
using Bench.Protocol.Decisions;

namespace Bench.Worker.Entries;

/// <summary>What is known of each entry of this VM: what was committed, by this epoch or an earlier one.</summary>
public sealed class EntryBook
{
    private readonly Dictionary<int, EntryPage> _pages;

    public EntryBook(JobSpec spec)
    {
        _pages = spec.TestEntries.ToDictionary(
            entry => entry.MatrixId,
            entry => new EntryPage(entry, new Attempt(entry.MatrixId, 1, spec.VmName))
        );
    }

    public IReadOnlyCollection<EntryPage> Pages => _pages.Values;

    public EntryPage this[int matrixId] => _pages[matrixId];

    /// <summary>Takes over what earlier epochs committed.</summary>
    /// <param name="reasons">The first failure in words, by matrix id, of entries that have no result yet.</param>
    public void TakeOver(IEnumerable<AttemptFacts> facts, IReadOnlyDictionary<int, string> reasons)
    {
        foreach (var fact in facts)
        {
            var page = _pages[fact.Attempt.MatrixId];
            foreach (var iteration in fact.Iterations)
            {
                page.Add(iteration, reasons.GetValueOrDefault(page.Entry.MatrixId));
            }
            if (fact.Result is { } result)
            {
                page.End(result.Document);
            }
        }
    }
}

/// <summary>One entry of this VM.</summary>
public sealed class EntryPage(MatrixEntry entry, Attempt attempt)
{
    private readonly SortedDictionary<int, IterationRef> _iterations = [];

    public MatrixEntry Entry { get; } = entry;

    public Attempt Attempt { get; } = attempt;

    /// <summary>Whether an iteration of it has begun in this epoch.</summary>
    public bool Begun { get; set; }

    public ResultRecord? Result { get; private set; }

    /// <summary>The first failure in words.</summary>
    public string? Reason { get; private set; }

    public IReadOnlyCollection<IterationRef> Iterations => _iterations.Values;

    public bool Has(int iteration) => _iterations.ContainsKey(iteration);

    public void Add(IterationRef iteration, string? reason)
    {
        _iterations[iteration.Iteration] = iteration;
        Reason ??= reason;
    }

    public void End(ResultRecord result)
    {
        Result = result;
        Reason ??= result.Reason;
    }
}
