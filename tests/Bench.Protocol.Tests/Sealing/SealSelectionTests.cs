using Bench.Model.Runs;
using Bench.Model.Sealing;
using Bench.Protocol.Commits;
using Bench.Protocol.Sealing;
using FsCheck;
using static Bench.Protocol.Tests.Sealing.Facts;
using static Bench.Protocol.Tests.Simulation.TestRun;

namespace Bench.Protocol.Tests.Sealing;

public sealed class SealSelectionTests
{
    private const int Planned = 2;
    private readonly RunConfig _config = Config(tests: 1, configs: 2, vms: 3, iterations: Planned);

    [FsCheck.NUnit.Property(MaxTest = 500)]
    public void Every_record_is_counted_partial_or_superseded_and_only_one_of_them(
        byte tests,
        byte configs,
        byte[] raw
    )
    {
        var config = Config(1 + (tests % 3), 1 + (configs % 3), 3, Planned);
        var facts = Random(config, raw);
        var selection = SealSelection.Select(config, facts, EntryStatus.Missing);

        var byResult = facts
            .Where(f => f.Result is not null)
            .ToDictionary(f => f.Result!.Ref.Key, f => f.AllRecords);
        var named = selection
            .Entries.SelectMany(e =>
                e.Result is { } result ? byResult[result.Key] : e.PartialIterations ?? []
            )
            .Concat(selection.Superseded)
            .Select(r => r.Key);
        named.Order().ShouldBe(facts.SelectMany(f => f.AllRecords).Select(r => r.Key).Order());
        selection.Entries.Select(e => e.MatrixId).ShouldBe(Enumerable.Range(1, config.EntryCount));
        var superseded = selection.Superseded.Select(r => r.Key).ToList();
        superseded.ShouldBe(superseded.Order(StringComparer.Ordinal));
    }

    /// <summary>The rule once more, said the other way round.</summary>
    [FsCheck.NUnit.Property(MaxTest = 500)]
    public void What_counts_is_the_lowest_common_ok_attempt_or_the_best_of_each_entry(byte[] raw)
    {
        var facts = Random(_config, raw);
        var entries = SealSelection.Select(_config, facts, EntryStatus.Missing).Entries;
        var common = Enumerable
            .Range(1, 4)
            .Where(k => entries.All(e => Find(facts, e.MatrixId, k)?.IsOk(Planned) == true))
            .ToList();
        foreach (var entry in entries)
        {
            var attempts = facts.Where(f => f.Attempt.MatrixId == entry.MatrixId).ToList();
            var ok = Numbers(attempts.Where(f => f.IsOk(Planned)));
            var ended = Numbers(attempts.Where(f => f.Result is not null));
            var begun = Numbers(attempts.Where(f => f.Iterations.Count > 0));
            var (status, attempt) =
                common.Count > 0 ? (EntryStatus.Ok, common.Min())
                : ok.Count > 0 ? (EntryStatus.Ok, ok.Min())
                : ended.Count > 0 ? (EntryStatus.Failed, ended.Max())
                : (EntryStatus.Missing, begun.Count > 0 ? begun.Max() : null);
            entry.Status.ShouldBe(status);
            entry.Attempt.ShouldBe(attempt);
        }
        var counted = entries.Where(e => e.Result is not null).ToList();
        var across = common.Count == 0 && counted.Select(e => e.Vm).Distinct().Count() > 1;
        counted.ShouldAllBe(e => e.CrossVm == across);
    }

    [FsCheck.NUnit.Property]
    public void The_order_of_the_facts_does_not_matter(byte[] raw, int seed)
    {
        var facts = Random(_config, raw);
        var shuffled = facts
            .OrderBy(f => (f.Attempt.Number * 7919) ^ (f.Attempt.MatrixId * 104729) ^ seed)
            .ToList();
        var a = SealSelection.Select(_config, facts, EntryStatus.Missing);
        var b = SealSelection.Select(_config, shuffled, EntryStatus.Missing);
        b.Superseded.ShouldBe(a.Superseded);
        b.Entries.Select(e => (e.MatrixId, e.Status, e.Vm, e.Attempt, e.CrossVm))
            .ShouldBe(a.Entries.Select(e => (e.MatrixId, e.Status, e.Vm, e.Attempt, e.CrossVm)));
    }

    [Test]
    public void The_lowest_attempt_in_which_all_configs_are_ok_counts_though_a_lower_one_is_ok_for_some()
    {
        var entries = Select(
            Ok(1, 1, "vm-1"),
            Failed(2, 1, "vm-1"),
            Ok(1, 2, "vm-2"),
            Ok(2, 2, "vm-2"),
            Ok(1, 3, "vm-3"),
            Ok(2, 3, "vm-3")
        );
        entries.ShouldAllBe(e => e.Attempt == 2 && e.Vm == "vm-2" && !e.CrossVm);
    }

    [Test]
    public void Without_a_common_attempt_each_entry_counts_alone_and_says_so()
    {
        var entries = Select(
            Ok(1, 1, "vm-1"),
            Failed(2, 1, "vm-1"),
            Failed(1, 2, "vm-2"),
            Ok(2, 2, "vm-2")
        );
        entries.Select(e => (e.Attempt, e.CrossVm)).ShouldBe([(1, true), (2, true)]);
        entries.ShouldAllBe(e => e.Status == EntryStatus.Ok);
    }

    [Test]
    public void Different_attempts_on_one_vm_are_not_across_vms() =>
        Select(Ok(1, 1, "vm-1"), Failed(2, 1, "vm-1"), Ok(2, 2, "vm-1"))
            .ShouldAllBe(e => !e.CrossVm);

    [Test]
    public void Of_failures_the_highest_attempt_counts_and_a_result_before_an_open_attempt()
    {
        var entries = Select(Failed(1, 1, "vm-1"), Failed(1, 2, "vm-2"), Open(1, 3, "vm-3", 1));
        entries[0].Status.ShouldBe(EntryStatus.Failed);
        entries[0].Attempt.ShouldBe(2);
        entries[1].ShouldBe(new SealedEntry { MatrixId = 2, Status = EntryStatus.Cancelled });
    }

    [Test]
    public void Iterations_without_a_result_are_partial()
    {
        var entry = Select(Open(1, 1, "vm-1", 1))[0];
        entry.Status.ShouldBe(EntryStatus.Cancelled);
        entry.Result.ShouldBeNull();
        entry.PartialIterations.ShouldNotBeNull().ShouldHaveSingleItem();
        entry.Vm.ShouldBe("vm-1");
    }

    [Test]
    public void A_result_that_claims_success_with_too_few_iterations_is_a_failure()
    {
        var fact = Ok(1, 1, "vm-1");
        var shortened = fact with { Iterations = [fact.Iterations[0]] };
        Select(shortened, Ok(2, 1, "vm-1"))
            .Select(e => e.Status)
            .ShouldBe([EntryStatus.Failed, EntryStatus.Ok]);
    }

    private IReadOnlyList<SealedEntry> Select(params AttemptFacts[] facts) =>
        SealSelection.Select(_config, facts, EntryStatus.Cancelled).Entries;

    private static List<int?> Numbers(IEnumerable<AttemptFacts> facts) =>
        [.. facts.Select(f => (int?)f.Attempt.Number)];

    private static AttemptFacts? Find(IEnumerable<AttemptFacts> facts, int matrixId, int attempt) =>
        facts.SingleOrDefault(f => f.Attempt.MatrixId == matrixId && f.Attempt.Number == attempt);
}
