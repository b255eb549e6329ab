using Bench.Model.Results;
using Bench.Model.Runs;
using Bench.Protocol.Commits;
using Bench.Protocol.Decisions;

namespace Bench.Worker.Entries;

/// <summary>What is known of each attempt that this VM has taken: what was committed, by this epoch or an earlier one.</summary>
public sealed class EntryBook
{
    private readonly List<EntryPage> _pages = [];
    private readonly Dictionary<(int MatrixId, int Number), EntryPage> _byAttempt = [];

    public EntryBook() { }

    /// <summary>With the VM's share.</summary>
    public EntryBook(JobSpec spec)
    {
        foreach (var entry in spec.TestEntries)
        {
            Add(entry, new Attempt(entry.MatrixId, 1, spec.VmName));
        }
    }

    /// <summary>In the order in which they were taken, which is that in which they run.</summary>
    public IReadOnlyList<EntryPage> Pages => _pages;

    public bool Has(Attempt attempt) => _byAttempt.ContainsKey((attempt.MatrixId, attempt.Number));

    public EntryPage Add(MatrixEntry entry, Attempt attempt)
    {
        var page = new EntryPage(entry, attempt);
        _byAttempt.Add((attempt.MatrixId, attempt.Number), page);
        _pages.Add(page);
        return page;
    }

    /// <summary>Takes over what earlier epochs committed.</summary>
    /// <param name="reasons">The first failure in words, by matrix id, of entries that have no result yet.</param>
    public void TakeOver(IEnumerable<AttemptFacts> facts, IReadOnlyDictionary<int, string> reasons)
    {
        foreach (var fact in facts)
        {
            var page = _byAttempt[(fact.Attempt.MatrixId, fact.Attempt.Number)];
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

    /// <summary>How long its iterations took, without the waiting for a turn.</summary>
    public double SecondsUsed { get; set; }

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
